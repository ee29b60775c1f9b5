import { lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { CachedOutput } from "../../core/run/cached-output.ts"
import type { Digest } from "../../core/shared/digest.ts"

/** Files up to this size are written on the spot: that takes less than waiting for it would. */
const SMALL = 64 * 1024

/**
 * Writes outputs below a directory in place of what is there; they must be sound (`core/run/output-paths.ts`). Nothing is written
 * through a link, whoever made it: a folder on the way that is a link, as anything else that is no folder, gives way to a
 * folder.
 */
export async function restoreOutputs(
  directory: string,
  outputs: readonly CachedOutput[],
  blobs: ReadonlyMap<Digest, Buffer>,
): Promise<void> {
  const folders = new Set<string>()
  if (outputs.length > 0) mkdirSync(directory, { recursive: true })
  for (const output of outputs) {
    makeFolders(directory, dirname(output.path), folders)
    const file = join(directory, output.path)
    if (output.kind === "link") {
      rmSync(file, { recursive: true, force: true })
      symlinkSync(output.target, file)
    } else await replaceFile(file, bytesOf(output.digest, blobs), output.executable ? 0o755 : 0o644)
  }
}

function bytesOf(digest: Digest, blobs: ReadonlyMap<Digest, Buffer>): Buffer {
  const bytes = blobs.get(digest)
  if (!bytes) throw new TypeError(`${digest} was not read`)
  return bytes
}

async function replaceFile(file: string, bytes: Buffer, mode: number): Promise<void> {
  const write = bytes.length <= SMALL ? writeFileSync : writeFile
  try {
    await write(file, bytes, { mode, flag: "wx" })
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
    await rm(file, { recursive: true, force: true })
    await write(file, bytes, { mode, flag: "wx" })
  }
}

function makeFolders(directory: string, below: string, made: Set<string>): void {
  if (below === "." || made.has(below)) return
  makeFolders(directory, dirname(below), made)
  const folder = join(directory, below)
  const facts = lstatSync(folder, { throwIfNoEntry: false })
  if (facts && !facts.isDirectory()) rmSync(folder)
  if (!facts?.isDirectory()) mkdirSync(folder)
  made.add(below)
}
