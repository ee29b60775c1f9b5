import { lstat, readFile, readlink } from "node:fs/promises"
import { isAbsolute, join, normalize } from "node:path"
import { type Digest, digestOf } from "../../core/shared/digest.ts"
import type { CachedOutput } from "./cache-entry.ts"

/** What a job left, read once. */
export interface CollectedOutputs {
  readonly outputs: readonly CachedOutput[]
  readonly blobs: ReadonlyMap<Digest, Buffer>
}

/** Why outputs cannot be kept: they could not be put back as they are. */
export class UnkeepableOutputs extends Error {}

/** Reads files and links below a directory. Links that leave it and what is neither are unkeepable. */
export async function collectOutputs(directory: string, paths: readonly string[]): Promise<CollectedOutputs> {
  const blobs = new Map<Digest, Buffer>()
  const outputs: CachedOutput[] = []
  for (const path of [...paths].sort()) {
    const file = join(directory, path)
    const facts = await lstat(file)
    if (facts.isSymbolicLink()) {
      const target = await readlink(file)
      if (leaves(path, target)) throw new UnkeepableOutputs(`${path} is a link that leads out of the directory`)
      outputs.push({ kind: "link", path, target })
    } else if (facts.isFile()) {
      const bytes = await readFile(file)
      const digest = digestOf(bytes)
      blobs.set(digest, bytes)
      outputs.push({ kind: "file", path, executable: (facts.mode & 0o100) !== 0, digest })
    } else throw new UnkeepableOutputs(`${path} is neither a file nor a link`)
  }
  return { outputs, blobs }
}

function leaves(path: string, target: string): boolean {
  return isAbsolute(target) || normalize(join(path, "..", target)).startsWith("..")
}
