import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { CommitFacts } from "../../ports/repository.ts"
import { firstPushers } from "./first-pushers.ts"
import { currentRules } from "./load-definitions.ts"
import { signReview } from "./record-reviews.ts"
import { isOnProtectedBranch, isProtected } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Commits that are reviewed at once. */
const MOST = 1000

/** What a person has reviewed, and what of it was not theirs to review. */
export interface Reviewed {
  readonly reviewed: readonly string[]
  readonly left: readonly { readonly commit: string; readonly why: string }[]
}

/**
 * Signs that a person has reviewed what a branch brings, or what a push brought into a protected one: for squashed and
 * rebased changes, and for those that go around. What a person has pushed first or written is left out.
 */
export async function reviewCommits(ports: ServerPorts, name: string, person: string): Promise<Result<Reviewed>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const resolved = await ports.repository.resolve(name)
  if (!resolved.ok) return resolved
  const { commit } = resolved.value
  const pushed = await pushOf(ports, rules.value, commit)
  if (!pushed.ok) return pushed
  const { ref, before } = pushed.value
  const brought = await ports.repository.log(before, commit, MOST)
  if (!brought.ok) return brought
  const pushers = await firstPushers(ports, { seq: Number.POSITIVE_INFINITY, before }, brought.value)
  if (!pushers.ok) return pushers
  const own = new Set((rules.value.definition.people[person]?.emails ?? []).map((email) => email.toLowerCase()))
  const judged = brought.value.map((one) => ({
    commit: one.commit,
    why: whyNot(one, pushers.value.get(one.commit) ?? null, { person, own }),
  }))
  const reviewed = judged.flatMap((one) => (one.why === null ? [one.commit] : []))
  const left = judged.flatMap(({ commit, why }) => (why === null ? [] : [{ commit, why }]))
  const [first] = left
  if (reviewed.length === 0) {
    const why = first ? `commit ${first.commit.slice(0, 12)} ${first.why}` : "it brings no commit"
    return fail("approval-refused", `there is nothing for ${person} to review in '${name}': ${why}`, {
      hint: "somebody else has to",
    })
  }
  const recorded = await signReview(ports, ref, { person, commits: reviewed })
  if (!recorded.ok) return recorded
  const at = ports.clock.now()
  const detail = `${reviewed.length} commits`
  await ports.store.audit.append({ at, person, action: "review", subject: commit.slice(0, 12), detail })
  return ok({ reviewed, left })
}

/** The push that brought a commit into its branch: on a protected one against what that was before, else against that one. */
async function pushOf(
  { store, repository }: ServerPorts,
  { definition, commit: protectedTip }: { readonly definition: Definition; readonly commit: string },
  commit: string,
): Promise<Result<{ readonly ref: string; readonly before: string | null }>> {
  const events = await store.events.toCommits([commit])
  const isMerged = await isOnProtectedBranch(repository, definition, commit)
  const event = isMerged ? events.find(({ ref }) => isProtected(definition, ref)) : events[0]
  if (event) return ok({ ref: event.ref, before: isMerged ? event.before : protectedTip })
  return fail("ref-unknown", `no push has brought a branch to ${commit.slice(0, 12)}`, {
    hint: "name a branch, or the last commit of a push: slipway runs",
  })
}

function whyNot(
  { author, committer }: CommitFacts,
  pusher: string | null,
  { person, own }: { readonly person: string; readonly own: ReadonlySet<string> },
): string | null {
  if (pusher === null) return "was pushed by nobody knows whom"
  if (pusher === person) return `was pushed by ${person}`
  const isOwn = [author, committer].some(({ email }) => own.has(email.toLowerCase()))
  return isOwn ? `bears an address of ${person}` : null
}
