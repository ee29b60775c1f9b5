import type { JobId } from "../plan/plan.ts"
import { isTerminal } from "../shared/status.ts"
import type { JobState, Run } from "./run-state.ts"

/** How one attempt of a job ended. Only a run can skip a job, so `skipped` is not among them. */
export type AttemptStatus = "succeeded" | "failed" | "errored" | "canceled"

/** What can happen to a run. */
export type RunChange =
  | { readonly kind: "job-started"; readonly job: JobId }
  | { readonly kind: "attempt-ended"; readonly job: JobId; readonly status: AttemptStatus }
  | { readonly kind: "cancel-requested" }

/**
 * The run after a change. Changes that cannot happen in the present state (a job that starts before its needs have
 * succeeded, that starts twice, that ends without running) are bugs and throw.
 */
export function apply(run: Run, change: RunChange): Run {
  switch (change.kind) {
    case "job-started":
      return started(run, stateOf(run, change.job))
    case "attempt-ended":
      return ended(run, stateOf(run, change.job), change.status)
    case "cancel-requested":
      return canceled(run)
  }
}

/** Whether every need has succeeded, so that the job may start. */
export function isReady(run: Run, job: JobState): boolean {
  return job.status === "waiting" && job.rules.needs.every((need) => run.jobs.get(need)?.status === "succeeded")
}

function stateOf(run: Run, job: JobId): JobState {
  const state = run.jobs.get(job)
  if (!state) throw new TypeError(`job '${job}' is not part of the run`)
  return state
}

function started(run: Run, job: JobState): Run {
  if (run.canceling || !isReady(run, job)) throw new TypeError(`job '${job.rules.id}' must not start now`)
  return withJobs(run, [{ ...job, status: "running", attempt: job.attempt + 1 }])
}

function ended(run: Run, job: JobState, status: AttemptStatus): Run {
  if (job.status !== "running") throw new TypeError(`job '${job.rules.id}' ended without running`)
  if (run.canceling) return withJobs(run, [{ ...job, status: "canceled" }])
  if (isTriedAgain(job, status)) return withJobs(run, [{ ...job, status: "waiting" }])
  const next = withJobs(run, [{ ...job, status }])
  return status === "succeeded" ? next : withoutDependents(next, job.rules.id)
}

function isTriedAgain(job: JobState, status: AttemptStatus): boolean {
  const isEligible = status === "errored" || (status === "failed" && job.rules.retry === "always")
  return isEligible && job.attempt <= job.rules.retries
}

/** Skips whatever waits for a job that did not succeed, directly or through others. */
function withoutDependents(run: Run, cause: JobId): Run {
  const lost = new Set([cause])
  const skipped: JobState[] = []
  for (let grew = true; grew; ) {
    grew = false
    for (const job of run.jobs.values()) {
      if (lost.has(job.rules.id) || isTerminal(job.status) || !job.rules.needs.some((need) => lost.has(need))) continue
      lost.add(job.rules.id)
      skipped.push({ ...job, status: "skipped" })
      grew = true
    }
  }
  return withJobs(run, skipped)
}

function canceled(run: Run): Run {
  const waiting = [...run.jobs.values()].filter((job) => job.status === "waiting")
  return {
    ...withJobs(
      run,
      waiting.map((job) => ({ ...job, status: "canceled" }) satisfies JobState),
    ),
    canceling: true,
  }
}

function withJobs(run: Run, changed: readonly JobState[]): Run {
  const jobs = new Map(run.jobs)
  for (const job of changed) jobs.set(job.rules.id, job)
  return { ...run, jobs }
}
