import { type Digest, digestOf } from "../shared/digest.ts"
import type { JobFingerprint } from "./fingerprint.ts"
import type { JobId, Plan, PlannedJob } from "./plan.ts"

/**
 * What planning the files of a commit has come to, so that it need not be done again. All of it follows from those
 * files, the ref and the choice of jobs, but for the facts; where those are others now, so are the keys.
 */
export interface RememberedPlan {
  readonly plan: Plan
  /** In the order of the plan. */
  readonly keys: readonly Digest[]
  /** What facts are found out with (fingerprint.ts). */
  readonly texts: readonly (readonly [path: string, text: string])[]
  /** Of the facts of all jobs. */
  readonly facts: Digest
}

/** Undefined for a plan with a job that has no fingerprint. */
export function rememberPlan(
  plan: Plan,
  texts: ReadonlyMap<string, string>,
  fingerprints: ReadonlyMap<JobId, JobFingerprint>,
): RememberedPlan | undefined {
  const found = plan.jobs.flatMap(({ id }) => fingerprints.get(id) ?? [])
  if (found.length !== plan.jobs.length) return undefined
  const facts = factsDigest(found.map(({ inputs }) => inputs.facts))
  return { plan, keys: found.map(({ key }) => key), texts: [...texts], facts }
}

/** What of the jobs' fingerprints is remembered, if the facts are what they were; undefined otherwise. */
export function recallKeys(
  { plan, keys, facts }: RememberedPlan,
  factsOf: (job: PlannedJob) => Readonly<Record<string, string>>,
): ReadonlyMap<JobId, Pick<JobFingerprint, "key">> | undefined {
  if (factsDigest(plan.jobs.map(factsOf)) !== facts) return undefined
  return new Map(plan.jobs.flatMap(({ id }, index) => (keys[index] ? [[id, { key: keys[index] }]] : [])))
}

/** In the order of the jobs, and of each job's facts as they come: another order at worst counts as another fact. */
function factsDigest(facts: readonly Readonly<Record<string, string>>[]): Digest {
  return digestOf(JSON.stringify(facts))
}
