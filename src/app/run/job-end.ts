import { withoutIdentities } from "../../core/evidence/analysis-findings.ts"
import type { JobEnded } from "../run-event.ts"
import type { JobOutcome } from "./run-outcome.ts"

/** The last word about a job of a run that started then (milliseconds since 1970). */
export function jobEnd(outcome: JobOutcome, runStartedAt: number): JobEnded {
  const { job, endedAt: at, startedAt, fingerprint: _, scan: __, ...results } = outcome
  const findings = results.findings && withoutIdentities(results.findings)
  const durations = { waited: (startedAt ?? at) - runStartedAt, ran: at - (startedAt ?? at) }
  return { type: "job-ended", at, job: job.id, startedAt, ...results, findings, durations }
}
