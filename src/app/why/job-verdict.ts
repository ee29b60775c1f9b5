import type { PlannedJob } from "../../core/plan/plan.ts"
import type { RootCause } from "../../core/plan/root-causes.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { CachedResult } from "../../ports/job-cache.ts"
import type { LastExecution } from "../../ports/job-history.ts"

/** Why a job cannot be restored, whatever its inputs. */
export type EachTime = "setup" | "secrets" | "always"

/** What a run would do with a job, and why. */
export type JobVerdict =
  /** Its result is known: nothing that decides it has changed since that run. */
  | { readonly kind: "restored"; readonly run: string; readonly builder: string; readonly endedAt: number }
  /** It has not run on this machine yet, as far as is known. */
  | { readonly kind: "never-ran" }
  /** It runs, since this has changed since it last ran; never empty. */
  | { readonly kind: "changed"; readonly causes: readonly RootCause[] }
  /** Nothing has changed, but it did not succeed then. */
  | { readonly kind: "did-not-succeed" }
  /** Nothing has changed and it succeeded, but the result is no longer kept. */
  | { readonly kind: "not-kept" }
  /** It runs in every run that needs it; causes are what has changed besides. */
  | { readonly kind: "each-time"; readonly because: EachTime; readonly causes: readonly RootCause[] }
  /** What it last ran on is not known well enough to compare. */
  | { readonly kind: "unknown"; readonly because: string }

export interface VerdictFacts {
  readonly job: PlannedJob
  readonly key: Digest
  /** Its result, if that is known. */
  readonly known: CachedResult | undefined
  readonly last: LastExecution | undefined
  /** What has changed since; in words why that cannot be told. */
  readonly causes: readonly RootCause[] | string
}

/** Decides what a run would do with a job. */
export function jobVerdict({ job, key, known, last, causes }: VerdictFacts): JobVerdict {
  if (known) return { kind: "restored", run: known.run, builder: known.builder, endedAt: known.endedAt }
  const because = eachTime(job)
  if (because) return { kind: "each-time", because, causes: typeof causes === "string" ? [] : causes }
  if (!last) return { kind: "never-ran" }
  if (last.key === key) return { kind: last.status === "succeeded" ? "not-kept" : "did-not-succeed" }
  if (typeof causes === "string") return { kind: "unknown", because: causes }
  if (causes.length > 0) return { kind: "changed", causes }
  return {
    kind: "unknown",
    because: "nothing that is known has changed; it may have run with another version of Slipway",
  }
}

function eachTime(job: PlannedJob): EachTime | undefined {
  if (job.kind === "image") return undefined
  if (job.kind === "setup") return "setup"
  if (job.secrets.length > 0) return "secrets"
  return job.always ? "always" : undefined
}
