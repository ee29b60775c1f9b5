import type { Plan, PlannedJob } from "../core/plan/plan.ts"
import type { Result } from "../core/shared/result.ts"

/** What decides a job's result besides what it reads and how it is defined, by name: part of its fingerprint. */
export type FactsOf = (job: PlannedJob) => Readonly<Record<string, string>>

/**
 * What of this machine decides results: operating system and processor, the executor, the versions of the tools that a
 * job names, the builder of images. Nothing else of a machine may matter.
 */
export interface JobFacts {
  /** `texts`: as fingerprints are made from (fingerprint.ts). */
  of(plan: Plan, texts: ReadonlyMap<string, string>): Promise<Result<FactsOf>>
}
