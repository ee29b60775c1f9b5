import { type Digest, digestOfJson } from "../shared/digest.ts"

/** One file as git knows it: mode `100644`, `100755` or `120000`, and the object id of its content. */
export interface SourceFile {
  readonly path: string
  readonly mode: string
  readonly oid: string
}

/**
 * All that a job on the checkout reads: the subject of what it proves. The digest is its fingerprint. Commit, branch,
 * time, machine and user are not part of it.
 */
export interface SourceInputs {
  readonly kind: "slipway.inputs/v1"
  /** Sorted by path (by code unit). */
  readonly files: readonly SourceFile[]
  /** Evidence key of each job whose outputs it may read. */
  readonly needs: Readonly<Record<string, Digest>>
  /** What else decides the result, e.g. `platform: linux/amd64`, `npm: 11.2.0` for an image. */
  readonly facts: Readonly<Record<string, string>>
}

/** What all jobs that a statement speaks about have read, by job. */
export interface RunInputs {
  readonly kind: "slipway.run-inputs/v1"
  readonly jobs: Readonly<Record<string, SourceInputs>>
}

/** Whether both have the same fingerprint, told without making it. */
export function haveSameInputs(one: SourceInputs, other: SourceInputs): boolean {
  return (
    one.files.length === other.files.length &&
    one.files.every((file, at) => isSameFile(file, other.files[at])) &&
    isSameRecord(one.needs, other.needs) &&
    isSameRecord(one.facts, other.facts)
  )
}

function isSameFile(one: SourceFile, other: SourceFile | undefined): boolean {
  return one.path === other?.path && one.mode === other.mode && one.oid === other.oid
}

function isSameRecord(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

export function inputsFingerprint(inputs: SourceInputs): Digest {
  return digestOfJson(inputs)
}
