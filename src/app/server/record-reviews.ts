import { commitSubject, evidenceKey, makeStatement, PREDICATE, type Review } from "../../core/evidence/statement.ts"
import { digestOfJson } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { GitEvent } from "../../ports/store/event-store.ts"
import { putSubject, SUBJECT_TYPE } from "../put-subject.ts"
import { recordStatement } from "../record-statement.ts"
import { firstPushers } from "./first-pushers.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Commits of one push that are looked at. */
const MOST = 1000

/**
 * Signs that whoever moved a protected branch has let in what somebody else had pushed elsewhere before, and merges that
 * bring nothing of their own. Repeating it after a crash is harmless.
 */
export async function recordReviews(ports: ServerPorts, event: GitEvent): Promise<void> {
  const { person } = event
  if (person === null) return
  const commits = await reviewedBy(ports, event, person)
  const recorded = commits.ok ? await signReview(ports, event.ref, { person, commits: commits.value }) : commits
  if (!recorded.ok) {
    ports.progress.say([`event:${event.seq}`], `who reviewed ${event.ref} is not known: ${recorded.failure.message}`)
  }
}

/** Commits that a push brought into its branch and that its pusher had not brought here. */
async function reviewedBy(
  ports: Pick<ServerPorts, "repository" | "store">,
  event: GitEvent,
  person: string,
): Promise<Result<readonly string[]>> {
  const { before, commit } = event
  if (before === null || commit === null) return ok([])
  const brought = await ports.repository.log(before, commit, MOST)
  if (!brought.ok) return brought
  const pushers = await firstPushers(ports, event, brought.value)
  if (!pushers.ok) return pushers
  const reviewed: string[] = []
  for (const one of brought.value) {
    const pusher = pushers.value.get(one.commit)
    // Nobody had pushed it before: it is the pusher's own, which only a plain merge may be.
    const isPlain = pusher === undefined ? await ports.repository.isPlainMerge(one.commit) : ok(false)
    if (!isPlain.ok) return isPlain
    const isOfAnother = pusher !== undefined && pusher !== null && pusher !== person
    if (isOfAnother || isPlain.value) reviewed.push(one.commit)
  }
  return ok(reviewed)
}

/** Signs that a person let commits into a branch, and enters it for each of them. */
export async function signReview(
  ports: ServerPorts,
  ref: string,
  { person, commits }: Pick<Review, "person" | "commits">,
): Promise<Result<void>> {
  if (commits.length === 0) return ok(undefined)
  const document = { kind: "slipway.review/v1", commits }
  const stored = await putSubject(ports.registry, document, SUBJECT_TYPE.review)
  if (!stored.ok) return stored
  const recordedAt = ports.clock.now()
  const predicate: Review = { person, commits, ref, reviewedOn: new Date(recordedAt).toISOString() }
  const all = { kind: "commit", name: "commits of the push", digest: digestOfJson(document) } as const
  const subjects = commits.map(commitSubject)
  const statement = makeStatement([all, ...subjects], PREDICATE.review, predicate)
  const recorded = await recordStatement(ports.registry, ports.signer, statement, stored.value)
  if (!recorded.ok) return recorded
  await ports.store.transaction(async (store) => {
    for (const { digest } of subjects) {
      await store.ledger.append({
        statement: recorded.value.digest,
        subjectKind: "commit",
        subject: digest,
        predicateType: PREDICATE.review,
        key: evidenceKey(digest, digestOfJson({ type: PREDICATE.review }), digestOfJson({ person })),
        signer: ports.signer.name,
        status: "succeeded",
        predicate,
        recordedAt,
      })
    }
  })
  return ok(undefined)
}
