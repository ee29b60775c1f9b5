import picomatch from "picomatch"
import { inputsFingerprint, type SourceFile, type SourceInputs } from "../evidence/source-inputs.ts"
import { evidenceKey } from "../evidence/statement.ts"
import type { Digest } from "../shared/digest.ts"
import type { JobId, Plan, PlannedJob } from "./plan.ts"

/** What a job of a plan reads, by content, and the key under which its result is evidence. */
export interface JobFingerprint {
  readonly inputs: SourceInputs
  readonly fingerprint: Digest
  readonly key: Digest
}

/**
 * Fingerprints every job of a plan from the files of its commit. `factsOf` says what else decides a job's result
 * (job-facts.ts). Nothing else of the machine matters: no path, user, time or order.
 */
export function fingerprintPlan(
  plan: Plan,
  files: readonly SourceFile[],
  factsOf: (job: PlannedJob) => Readonly<Record<string, string>>,
): ReadonlyMap<JobId, JobFingerprint> {
  const found = new Map<JobId, JobFingerprint>()
  for (const job of plan.jobs) {
    const needs = Object.fromEntries(job.needs.flatMap((id) => keyOf(id, found.get(id))))
    const inputs: SourceInputs = { kind: "slipway.inputs/v1", files: filesOf(job, files), needs, facts: factsOf(job) }
    const fingerprint = inputsFingerprint(inputs)
    found.set(job.id, { inputs, fingerprint, key: evidenceKey(fingerprint, job.definition, fingerprint) })
  }
  return found
}

function keyOf(id: JobId, fingerprint: JobFingerprint | undefined): [JobId, Digest][] {
  return fingerprint ? [[id, fingerprint.key]] : []
}

function filesOf(job: PlannedJob, files: readonly SourceFile[]): readonly SourceFile[] {
  const prefix = job.directory === "." ? "" : `${job.directory}/`
  const below = files.filter((file) => file.path.startsWith(prefix))
  if (job.kind === "image" || job.inputs === null) return below
  const matches = picomatch([...job.inputs], { dot: true })
  return below.filter((file) => matches(file.path.slice(prefix.length)))
}
