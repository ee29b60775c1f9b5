import { join } from "node:path"
import type { PlannedJob } from "../../core/plan/plan.ts"
import type { Attempt } from "./attempt.ts"
import type { RunContext } from "./run-context.ts"
import { isCacheable } from "./take-over.ts"

export interface EndedWell {
  readonly job: PlannedJob
  readonly attempt: Attempt
  readonly startedAt: number
  readonly endedAt: number
  readonly log: Buffer
}

/** Keeps what a job has just come to, for later runs; only success is worth keeping. */
export async function keepResult({ job, attempt, ...ended }: EndedWell, context: RunContext): Promise<void> {
  const key = context.fingerprints.get(job.id)?.key
  if (!context.cache || !key || attempt.status !== "succeeded" || !isCacheable(job)) return
  const { coverage, tests, findings, image } = attempt
  await context.cache.keep({
    key,
    result: {
      ...context.origin,
      took: ended.endedAt - ended.startedAt,
      endedAt: ended.endedAt,
      exitCode: attempt.exitCode,
      ...{ coverage, tests, findings, image },
    },
    directory: join(context.checkout, job.directory),
    outputs: attempt.outputs,
    log: ended.log,
  })
}
