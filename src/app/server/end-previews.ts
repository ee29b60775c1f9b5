import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { matchesAny } from "../../core/shared/ref-pattern.ts"
import type { GitEvent } from "../../ports/store/event-store.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Marks all previews of a branch for removal; the dispatcher takes them down. Says what it did. */
export async function markForRemoval(ports: ServerPorts, branch: string, why: string): Promise<string> {
  const environments = await ports.store.environments.list()
  const previews = environments.filter((environment) => environment.branch === branch)
  for (const preview of previews) {
    await ports.store.environments.update(preview.name, { state: "removing" })
    await ports.store.audit.append({
      at: ports.clock.now(),
      person: "slipway",
      action: "remove-environment",
      subject: preview.name,
      detail: why,
    })
  }
  if (previews.length === 0) return `${why}; it had no environment`
  return `${why}; its environment ${previews.map((preview) => preview.name).join(", ")} is taken down`
}

/**
 * After a push to a protected branch: the previews of branches that it merged. A branch that was contained before the
 * push (just created, nothing on it yet) is not merged by it and keeps its preview.
 */
export async function removeMergedPreviews(
  ports: ServerPorts,
  rules: Definition,
  event: GitEvent,
  pushed: string,
): Promise<void> {
  if (event.commit === null || !matchesAny(rules.branches.protected, pushed)) return
  const refs = await ports.repository.refs()
  if (!refs.ok) return
  for (const { branch } of await ports.store.environments.list()) {
    const tip = branch === null ? undefined : refs.value.get(`refs/heads/${branch}`)?.commit
    if (branch === null || !tip) continue
    const contains = await ports.repository.isAncestor(tip, event.commit)
    if (!contains.ok || !contains.value) continue
    const before = event.before === null ? undefined : await ports.repository.isAncestor(tip, event.before)
    if (before?.ok && before.value) continue
    const note = await markForRemoval(ports, branch, `'${branch}' was merged into '${pushed}'`)
    ports.progress.say([`event:${event.seq}`], note)
  }
}
