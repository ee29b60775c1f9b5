import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { imageInputChanges } from "../../core/plan/image-input-changes.ts"
import { matchesAny } from "../../core/shared/ref-pattern.ts"
import type { GitEvent } from "../../ports/store/event-store.ts"
import { keyedPlanAt } from "../affected/keyed-plans.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Marks all previews of a branch for removal; the dispatcher takes them down. Says what it did. */
export async function markForRemoval(ports: ServerPorts, branch: string, why: string): Promise<string> {
  const environments = await ports.store.environments.list()
  const own = environments.filter((environment) => environment.branch === branch)
  const previews = own.filter(({ kept }) => kept === null)
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
  const pinned = own.find(({ kept }) => kept !== null)
  if (previews.length === 0 && pinned) return `${why}; its environment ${pinned.name} stays: pinned ${pinned.kept}`
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
    const push = { before: event.before, after: event.commit }
    if (!(await isMergedBy(ports, tip, push)) && !(await isSquashedInto(ports, tip, push))) continue
    const note = await markForRemoval(ports, branch, `'${branch}' was merged into '${pushed}'`)
    ports.progress.say([`event:${event.seq}`], note)
  }
}

/** Previews whose branch is gone although nobody was told, or while they were pinned. */
export async function removeAbandonedPreviews(ports: ServerPorts): Promise<void> {
  const refs = await ports.repository.refs()
  if (!refs.ok) return
  for (const { branch, kept, state } of await ports.store.environments.list()) {
    if (branch === null || kept !== null || state !== "active" || refs.value.has(`refs/heads/${branch}`)) continue
    await markForRemoval(ports, branch, "its branch is gone")
  }
}

interface Push {
  readonly before: string | null
  readonly after: string
}

async function isMergedBy({ repository }: ServerPorts, tip: string, { before, after }: Push): Promise<boolean> {
  const contains = await repository.isAncestor(tip, after)
  if (!contains.ok || !contains.value) return false
  const contained = before === null ? undefined : await repository.isAncestor(tip, before)
  return !(contained?.ok && contained.value)
}

/**
 * A squash or a rebase leaves no trace in the history, but the images: they are made from the same as the branch's, and
 * before the push they were not.
 */
async function isSquashedInto({ repository }: ServerPorts, tip: string, { before, after }: Push): Promise<boolean> {
  if (before === null) return false
  const [branch, merged, earlier] = await Promise.all(
    [tip, after, before].map((commit) => keyedPlanAt(repository, commit, () => ({}))),
  )
  if (!branch?.ok || !merged?.ok || !earlier?.ok) return false
  if (imageInputChanges(branch.value, merged.value).length > 0) return false
  return imageInputChanges(earlier.value, branch.value).length > 0
}
