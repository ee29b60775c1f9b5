import { ok, type Result } from "../../core/shared/result.ts"
import type { CommitFacts } from "../../ports/repository.ts"
import type { GitEvent } from "../../ports/store/event-store.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Who pushed each of these commits first, before the event that brought them into its branch: by the token, not by what
 * the commit says. Null: a push without one. Commits that nobody had pushed are left out.
 */
export async function firstPushers(
  { repository, store }: Pick<ServerPorts, "repository" | "store">,
  { seq, before }: Pick<GitEvent, "seq" | "before">,
  brought: readonly CommitFacts[],
): Promise<Result<ReadonlyMap<string, string | null>>> {
  const pushers = new Map<string, string | null>()
  const earlier = (await store.events.toCommits(brought.map(({ commit }) => commit))).filter((one) => one.seq < seq)
  for (const { commit, person } of earlier) {
    if (commit === null || pushers.has(commit)) continue
    const pushed = await repository.log(before, commit, brought.length)
    if (!pushed.ok) return pushed
    for (const one of pushed.value) if (!pushers.has(one.commit)) pushers.set(one.commit, person)
  }
  return ok(pushers)
}
