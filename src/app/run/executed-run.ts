import type { ExecutedRun } from "../../ports/job-history.ts"
import type { PreparedRun } from "../prepare-run.ts"
import type { RunOutcome } from "./run-outcome.ts"

/** What of a run is noted: the jobs that came to an end of their own. */
export function executedRun(prepared: PreparedRun, run: string, outcome: RunOutcome): ExecutedRun {
  const { definition, treeish, isCommitted, fingerprints } = prepared
  const executed = [...outcome.jobs.values()].flatMap(({ job, status, startedAt, endedAt, fingerprint }) => {
    const isOver = startedAt !== null && fingerprint !== null && status !== "canceled"
    return isOver ? [{ job: job.id, status, key: fingerprint.key, endedAt }] : []
  })
  const facts = new Map([...fingerprints].map(([id, { inputs }]) => [id, inputs.facts]))
  return { project: definition.project, run, treeish, isCommitted, facts, executed }
}
