import { evidenceKey, makeStatement, PREDICATE, type Rejection, type Subject } from "../../core/evidence/statement.ts"
import { type Digest, digestOfJson, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { loadRejection } from "./load-rejection.ts"
import { recordOnLedger } from "./record-on-ledger.ts"
import { releaseDescriptor } from "./release-artifact.ts"
import { eventTopic } from "./request-promotions.ts"
import { requireRight } from "./require-right.ts"
import { resolveRelease } from "./resolve-release.ts"
import type { ServerPorts } from "./server-ports.ts"

export interface RejectRequest {
  readonly release: string
  readonly reason: string
  /** Takes an earlier rejection back. */
  readonly undo: boolean
}

/** A release that enters nowhere any more, or may again, and where it is. */
export interface Rejected {
  readonly release: Digest
  readonly names: readonly string[]
  readonly rejected: boolean
  /** Promotions that waited, and are over now. */
  readonly ended: readonly { readonly promotion: number; readonly environment: string }[]
  /** Environments that run it, or into which its deployment has begun. They are left as they are. */
  readonly running: readonly string[]
}

/**
 * Bars a release everywhere by a signed statement, or takes that back. The statement comes first: a promotion that begins
 * after it finds it, and one that had begun before is told of.
 */
export async function reject(ports: ServerPorts, request: RejectRequest, person: string): Promise<Result<Rejected>> {
  const { reason, undo } = request
  if (reason.trim() === "") return fail("argument-invalid", "a reason is needed", { hint: '--reason "..."' })
  const allowed = await requireRight(ports, person, "reject")
  if (!allowed.ok) return allowed
  const resolved = await resolveRelease(ports, request.release)
  if (!resolved.ok) return resolved
  const { release } = resolved.value
  const before = await loadRejection(ports, release)
  if (undo && (before === null || before.isLifted)) {
    return fail("argument-invalid", `release ${shortDigest(release)} is not rejected`, { hint: "leave --undo out" })
  }
  const recorded = await record(ports, release, { person, reason, undo })
  if (!recorded.ok) return recorded
  const names = (await ports.store.releases.names(release)).map(({ name }) => name)
  const ended = undo ? [] : await endWaiting(ports, release, `rejected by ${person}: ${reason}`)
  return ok({ release, names, rejected: !undo, ended, running: await runningIn(ports, release) })
}

async function record(
  ports: ServerPorts,
  release: Digest,
  { person, reason, undo }: { readonly person: string; readonly reason: string; readonly undo: boolean },
): Promise<Result<void>> {
  const about = await releaseDescriptor(ports, release)
  if (!about.ok) return about
  const subject: Subject = { kind: "release", name: ports.settings.project, digest: release }
  const rejectedOn = new Date(ports.clock.now()).toISOString()
  const predicate: Rejection = { person, reason, rejectedOn, ...(undo && { lifted: true }) }
  const recorded = await recordOnLedger(ports, {
    statement: makeStatement([subject], PREDICATE.rejection, predicate),
    about: about.value,
    subject,
    key: evidenceKey(release, digestOfJson({ type: PREDICATE.rejection }), digestOfJson({})),
    status: "succeeded",
  })
  if (!recorded.ok) return recorded
  const action = undo ? "undo-reject" : "reject"
  const at = recorded.value.recordedAt
  await ports.store.audit.append({ at, person, action, subject: shortDigest(release), detail: reason })
  return ok(undefined)
}

async function endWaiting(ports: ServerPorts, release: Digest, note: string): Promise<Rejected["ended"]> {
  const ended: { promotion: number; environment: string }[] = []
  for (const promotion of await ports.store.promotions.ofRelease(release)) {
    if (promotion.state !== "waiting") continue
    if (!(await ports.store.promotions.move(promotion.id, ["waiting"], "canceled", note))) continue
    const { id, environment, event } = promotion
    ports.progress.say([eventTopic(event), `promotion:${id}`], `promotion ${id} to ${environment} ended: ${note}`)
    ended.push({ promotion: id, environment })
  }
  return ended
}

async function runningIn(ports: ServerPorts, release: Digest): Promise<readonly string[]> {
  const begun = (await ports.store.environments.unfinishedDeployments()).filter((one) => one.release === release)
  const running = new Set(begun.map(({ environment }) => environment))
  for (const { name, current } of await ports.store.environments.list()) {
    const deployment = current === null ? undefined : await ports.store.environments.getDeployment(current)
    if (deployment?.release === release) running.add(name)
  }
  return [...running].sort()
}
