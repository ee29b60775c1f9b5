import { execFile } from "node:child_process"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)
const PROGRAM = join(import.meta.dirname, "build-in-process.ts")

export interface ApartBuilds {
  readonly folder: string
  readonly files: Readonly<Record<string, string>>
  readonly times: number
  /** Number of the first, by which they differ. */
  readonly first: number
  readonly env?: Readonly<Record<string, string>>
  readonly umask?: string
  /** What starts the process as somebody else. */
  readonly as?: readonly string[]
}

/** Builds an image so many times in a process of its own (build-in-process.ts). Returns the digests. */
export async function buildApart({ folder, files, times, first, ...how }: ApartBuilds): Promise<readonly string[]> {
  const { env = {}, umask = "022", as = [] } = how
  const listed = join(folder, "files.json")
  await writeFile(listed, JSON.stringify(files))
  const command = [process.execPath, "--disable-warning=ExperimentalWarning", PROGRAM, folder, listed]
  const { stdout } = await run(
    "sh",
    ["-c", `umask ${umask} && exec "$@"`, "sh", ...as, ...command, String(times), String(first)],
    { env: { PATH: process.env.PATH, HOME: folder, ...env } },
  )
  return stdout.trim().split("\n")
}
