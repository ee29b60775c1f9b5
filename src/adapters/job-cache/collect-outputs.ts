import { lstatSync, readFileSync } from "node:fs"
import { readFile, readlink } from "node:fs/promises"
import { join } from "node:path"
import type { CachedOutput } from "../../core/run/cached-output.ts"
import { outputProblem } from "../../core/run/output-paths.ts"
import { type Digest, digestOf } from "../../core/shared/digest.ts"

/** Files up to this size are read on the spot: that takes less than waiting for it would. */
const SMALL = 64 * 1024

/** What a job left, read once. */
export interface CollectedOutputs {
  readonly outputs: readonly CachedOutput[]
  readonly blobs: ReadonlyMap<Digest, Buffer>
}

/** Reads files and links below a directory. Throws, with the reason in one line, if they could not be put back as they are. */
export async function collectOutputs(directory: string, paths: readonly string[]): Promise<CollectedOutputs> {
  const blobs = new Map<Digest, Buffer>()
  const outputs: CachedOutput[] = []
  for (const path of [...paths].sort()) {
    const file = join(directory, path)
    const facts = lstatSync(file)
    if (facts.isSymbolicLink()) outputs.push({ kind: "link", path, target: await readlink(file) })
    else if (facts.isFile()) {
      const bytes = facts.size <= SMALL ? readFileSync(file) : await readFile(file)
      const digest = digestOf(bytes)
      blobs.set(digest, bytes)
      outputs.push({ kind: "file", path, executable: (facts.mode & 0o100) !== 0, digest })
    } else throw new Error(`${path} is neither a file nor a link`)
  }
  const problem = outputProblem(outputs)
  if (problem !== undefined) throw new Error(problem)
  return { outputs, blobs }
}
