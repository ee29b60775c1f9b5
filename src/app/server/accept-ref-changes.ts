import { ok, type Result } from "../../core/shared/result.ts"
import type { GitEvent, NewGitEvent } from "../../ports/store/event-store.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Compares the repository's refs with those last seen, and accepts each difference as an event: after a push, and at
 * every start, so that a ref that moved while nobody was listening is found (`architecture.md`, What must always hold).
 */
export async function acceptRefChanges(ports: ServerPorts): Promise<Result<readonly GitEvent[]>> {
  const refs = await ports.repository.refs()
  if (!refs.ok) return refs
  const seen = await ports.store.events.refs()
  const acceptedAt = ports.clock.now()
  const changes: NewGitEvent[] = []
  for (const [ref, { object, commit }] of refs.value) {
    const before = seen.get(ref) ?? null
    if (before === object) continue
    const person = await ports.store.events.pusherOf(ref, object)
    changes.push({ ref, before, after: object, commit, person, acceptedAt })
  }
  for (const [ref, before] of seen) {
    if (refs.value.has(ref)) continue
    const person = await ports.store.events.pusherOf(ref, null)
    changes.push({ ref, before, after: null, commit: null, person, acceptedAt })
  }
  // Branches before tags: a tag can only name what its branch has built.
  changes.sort((a, b) => (a.ref < b.ref ? -1 : 1))
  return ok(changes.length === 0 ? [] : await ports.store.events.accept(changes))
}
