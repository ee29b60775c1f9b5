import { haveSameInputs, inputsFingerprint, type SourceFile, type SourceInputs } from "../evidence/source-inputs.ts"
import { evidenceKey } from "../evidence/statement.ts"
import { buildContext } from "../image/build-context.ts"
import type { DockerfileRequest } from "../image/dockerfile-request.ts"
import { imageInputs } from "../image/image-inputs.ts"
import type { Digest } from "../shared/digest.ts"
import { SourceTree } from "./input-files.ts"
import type { JobId, Plan, PlannedImage, PlannedJob } from "./plan.ts"

/** What a job of a plan reads, by content, and the key under which its result is evidence. */
export interface JobFingerprint {
  readonly inputs: SourceInputs
  readonly fingerprint: Digest
  readonly key: Digest
}

export interface FingerprintedPlan {
  readonly plan: Plan
  readonly fingerprints: ReadonlyMap<JobId, JobFingerprint>
}

/** The files of a commit, sorted by path (by code unit). */
export interface PlanSource {
  readonly files: readonly SourceFile[]
  /** Content of what decides which files an image holds (`textPathsOf`, `contextTextPaths`), by path. */
  readonly texts: ReadonlyMap<string, string>
}

/**
 * Fingerprints every job of a plan from the files of its commit. `factsOf` says what else decides a job's result
 * (job-facts.ts). Nothing else of the machine matters: no path, user, time or order.
 *
 * @param earlier what the very same plan came to on other files: a job that reads the same has the same
 */
export function fingerprintPlan(
  plan: Plan,
  source: PlanSource,
  factsOf: (job: PlannedJob) => Readonly<Record<string, string>>,
  earlier?: FingerprintedPlan,
): ReadonlyMap<JobId, JobFingerprint> {
  const tree = new SourceTree(source.files)
  const known = earlier?.plan === plan ? earlier.fingerprints : undefined
  const found = new Map<JobId, JobFingerprint>()
  for (const job of plan.jobs) {
    const needs = Object.fromEntries(job.needs.flatMap((id) => keyOf(id, found.get(id))))
    const read = filesOf(job, source, tree)
    const inputs: SourceInputs = { kind: "slipway.inputs/v1", files: read, needs, facts: factsOf(job) }
    const before = known?.get(job.id)
    found.set(job.id, before && haveSameInputs(before.inputs, inputs) ? before : fingerprintOf(job, inputs))
  }
  return found
}

function fingerprintOf(job: PlannedJob, inputs: SourceInputs): JobFingerprint {
  const fingerprint = inputsFingerprint(inputs)
  return { inputs, fingerprint, key: evidenceKey(fingerprint, job.definition, fingerprint) }
}

/** A scan reads the image alone, which is among its needs. */
function filesOf(job: PlannedJob, source: PlanSource, tree: SourceTree): readonly SourceFile[] {
  if (job.kind === "scan") return []
  return job.kind === "image" ? filesOfImage(job, source, tree) : tree.matching(job.directory, job.inputs)
}

/** What the image is made from; where that cannot be told its build will say why, and the files do not matter. */
function filesOfImage(job: PlannedImage, source: PlanSource, tree: SourceTree): readonly SourceFile[] {
  const { image, dockerfile, directory } = job
  if (dockerfile) return filesOfContext(dockerfile, source) ?? tree.below(directory)
  const inputs = image ? imageInputs({ image, ...source, needs: {}, facts: {} }) : undefined
  return inputs?.ok ? inputs.value.files : tree.below(directory)
}

function filesOfContext(request: DockerfileRequest, { files, texts }: PlanSource): readonly SourceFile[] | undefined {
  const found = buildContext(request, { paths: files.map(({ path }) => path), outputs: [], texts })
  if (!found.ok) return undefined
  const { dockerfile, ignoreFile, files: inContext } = found.value
  const parts = new Set([dockerfile, ignoreFile, ...inContext])
  return files.filter(({ path }) => parts.has(path))
}

function keyOf(id: JobId, fingerprint: JobFingerprint | undefined): [JobId, Digest][] {
  return fingerprint ? [[id, fingerprint.key]] : []
}
