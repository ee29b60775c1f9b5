import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Digest } from "../../src/core/shared/digest.ts"

const PROGRAM = join(import.meta.dirname, "publish-program.ts")

/** Publishes an image from a process of its own; returns the most memory that it held, in bytes. */
export async function peakOfPublishing({
  host,
  images,
  image,
}: {
  readonly host: string
  readonly images: string
  readonly image: Digest
}): Promise<number> {
  const args = ["--disable-warning=ExperimentalWarning", PROGRAM, host, images, image]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return Number(stdout.trim()) * 1024
}
