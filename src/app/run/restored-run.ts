import type { JobFingerprint } from "../../core/plan/fingerprint.ts"
import type { JobId, Plan } from "../../core/plan/plan.ts"
import type { BuiltImage } from "../../ports/image-builder.ts"
import { jobEnd } from "./job-end.ts"
import { Observer } from "./observer.ts"
import { restoredOutcome } from "./restored-outcome.ts"
import type { RunContext } from "./run-context.ts"
import type { JobOutcome, RunOutcome } from "./run-outcome.ts"

export interface RestoredRunContext
  extends Pick<RunContext, "takenOver" | "clock" | "ref" | "commit" | "signal" | "observe"> {
  /** Of those jobs of which more than the key is known. */
  readonly fingerprints: ReadonlyMap<JobId, JobFingerprint>
}

/** A run of a plan of which nothing has to run: what `PlanExecution` would tell and come to, and nothing is started. */
export async function restoredRun(plan: Plan, context: RestoredRunContext): Promise<RunOutcome> {
  const { takenOver, clock, ref, commit, signal, fingerprints } = context
  const observer = new Observer(context.observe)
  const startedAt = clock.now()
  const outcomes = new Map<JobId, JobOutcome>()
  const images = new Map<string, BuiltImage>()
  const listed = plan.jobs.map(({ id, kind, needs }) => ({ id, kind, needs }))
  await observer.tell({ type: "run-started", at: startedAt, ref, commit, jobs: listed })
  for (const job of plan.jobs) {
    const known = takenOver.known.get(job.id)
    const at = clock.now()
    const outcome = restoredOutcome({ job, known, at, fingerprint: fingerprints.get(job.id) ?? null })
    outcomes.set(job.id, outcome)
    if (known?.image && job.kind === "image") {
      images.set(job.owner, known.image)
      await observer.tell({ type: "image-built", at, job: job.id, service: job.owner, digest: known.image.digest })
    }
    await observer.tell(jobEnd(outcome, startedAt))
  }
  const endedAt = clock.now()
  await observer.tell({ type: "run-ended", at: endedAt, status: "succeeded", duration: endedAt - startedAt })
  observer.rethrow()
  return { status: "succeeded", canceled: signal.aborted, startedAt, endedAt, jobs: outcomes, images }
}
