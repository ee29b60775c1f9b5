import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { DockerEngine } from "./docker-engine.ts"
import { copyInto, librariesOf } from "./system-files.ts"

/** What a job's image needs at least, and what tests run in it. */
export const SMALL_SYSTEM = ["/bin/sh", "/bin/cat", "/bin/sleep", "/bin/ls", "/usr/bin/id", "/usr/bin/env"]

/**
 * Makes an image in the engine from files of this system with the libraries they need, so that nothing has to be
 * downloaded. `changes` are lines of a Dockerfile: ENV, EXPOSE, HEALTHCHECK. Returns its id.
 */
export async function makeSystemImage(
  engine: DockerEngine,
  name: string,
  files: readonly string[],
  changes: readonly string[] = [],
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-system-image-"))
  try {
    const archive = join(folder, "system.tar")
    const root = join(folder, "root")
    for (const file of files.flatMap((file) => [file, ...librariesOf(file)])) copyInto(root, file, file)
    execFileSync("tar", ["--create", "--file", archive, "--directory", root, "."])
    const changed = ["ENV PATH=/usr/local/bin:/usr/bin:/bin", ...changes].map((change) => `--change=${change}`)
    return await engine.docker("import", ...changed, archive, name)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
