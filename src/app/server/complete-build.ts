import { buildTag } from "../../core/image/build-label.ts"
import { releaseDigest } from "../../core/release/release-manifest.ts"
import { routeEvent } from "../../core/routing/route-event.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { putSubject, SUBJECT_TYPE } from "../put-subject.ts"
import { recordRunEvidence } from "../record-run-evidence.ts"
import type { RunOutcome } from "../run-plan.ts"
import { assembleRelease } from "./assemble-release.ts"
import type { ExecutedRun } from "./execute-run.ts"
import { eventTopic, requestPromotions } from "./request-promotions.ts"
import { requestPublications } from "./request-publications.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * What follows from a build run: signed evidence, and if all went well a release that asks to enter the environments of
 * its route. The run's record ends last: if the server dies before, the run is done again and comes to the same.
 */
export async function completeBuild(ports: ServerPorts, executed: ExecutedRun): Promise<Result<void>> {
  const { run, outcome } = executed
  const recorded = await recordEvidence(ports, executed)
  if (!recorded.ok) return recorded
  const release = outcome.status === "succeeded" ? await recordRelease(ports, executed) : ok(null)
  if (!release.ok) return release
  if (release.value !== null) await requestEntries(ports, executed, release.value)
  const message = outcome.status === "succeeded" ? null : whatWentWrong(outcome)
  await ports.store.runs.update(run.id, { status: outcome.status, endedAt: ports.clock.now(), message })
  const why = message === null ? "" : `: ${message}`
  ports.progress.say([eventTopic(run.event)], `run ${run.id} ${outcome.status}${why}`)
  return ok(undefined)
}

async function recordEvidence(ports: ServerPorts, executed: ExecutedRun): Promise<Result<void>> {
  const { run, plan, definition, outcome } = executed
  const entries = await recordRunEvidence(ports, {
    project: ports.settings.project,
    run: `run-${run.id}`,
    ref: run.ref,
    commit: run.commit,
    plan,
    definition,
    outcome,
  })
  if (!entries.ok) return entries
  for (const entry of entries.value) await ports.store.ledger.append(entry)
  return ok(undefined)
}

/** The release of a run that succeeded; null where the commit has no service. */
async function recordRelease(ports: ServerPorts, executed: ExecutedRun): Promise<Result<Digest | null>> {
  const { run, outcome, definition } = executed
  const manifest = assembleRelease(definition, outcome.images)
  if (Object.keys(manifest.services).length === 0) return ok(null)
  const stored = await putSubject(ports.registry, manifest, SUBJECT_TYPE.release)
  if (!stored.ok) return stored
  const named = await nameImages(ports, run, outcome)
  if (!named.ok) return named
  const digest = releaseDigest(manifest)
  const at = ports.clock.now()
  await ports.store.releases.record(
    { digest, manifest, createdAt: at },
    { release: digest, commit: run.commit, ref: run.ref, run: run.id, event: run.event, at },
  )
  const published = { tag: buildTag(run.ref, run.commit), moves: true, release: digest, event: run.event }
  const refs = [run.ref]
  const references = await requestPublications(ports, definition, { ...published, manifest, refs })
  for (const reference of references) ports.progress.say([eventTopic(run.event)], `publishing ${reference}`)
  return ok(digest)
}

/** `<branch-slug>-<12 hex of the commit>` (`path.md`, Names): labels only, everything that decides uses the digest. */
async function nameImages(ports: ServerPorts, run: RunRecord, outcome: RunOutcome): Promise<Result<void>> {
  for (const [service, image] of outcome.images) {
    const name = `${service}:${buildTag(run.ref, run.commit)}`
    const named = await ports.registry.name(image.digest, name, { moves: true })
    if (!named.ok) return named
  }
  return ok(undefined)
}

async function requestEntries(ports: ServerPorts, { run, definition }: ExecutedRun, release: Digest): Promise<void> {
  ports.progress.say([eventTopic(run.event)], `release ${shortDigest(release)}`)
  const event = run.event === null ? undefined : await ports.store.events.get(run.event)
  if (!event) return
  const route = routeEvent(definition, event.ref, false)
  if (route.kind !== "build") return
  const source = { release, commit: run.commit, event: event.seq, person: event.person }
  await requestPromotions(ports, route.entries, source)
}

function whatWentWrong(outcome: RunOutcome): string {
  const bad = [...outcome.jobs.values()].filter(({ status }) => status === "failed" || status === "errored")
  return bad.map(({ job, status }) => `${job.id} ${status}`).join(", ")
}
