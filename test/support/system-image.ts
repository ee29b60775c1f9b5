import { execFileSync } from "node:child_process"
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { DockerEngine } from "./docker-engine.ts"
import { copyInto, librariesOf } from "./system-files.ts"

/** What a job's image needs at least, and what tests run in it. */
export const SMALL_SYSTEM = ["/bin/sh", "/bin/cat", "/bin/sleep", "/bin/ls", "/usr/bin/id", "/usr/bin/env"]

export interface SystemImage {
  /** Programs and libraries, with the libraries that they need. */
  readonly files: readonly string[]
  readonly folders?: readonly string[]
  /** Path and content of what is made for it. */
  readonly texts?: Readonly<Record<string, string>>
  /** Lines of a Dockerfile: ENV, EXPOSE, HEALTHCHECK. */
  readonly changes?: readonly string[]
}

/** Makes an image in the engine from files of this system, so that nothing has to be downloaded. Returns its id. */
export async function makeSystemImage(
  engine: DockerEngine,
  name: string,
  { files, folders = [], texts = {}, changes = [] }: SystemImage,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-system-image-"))
  try {
    const root = join(folder, "root")
    mkdirSync(join(root, "tmp"), { recursive: true })
    chmodSync(join(root, "tmp"), 0o1777)
    for (const file of files.flatMap((file) => [file, ...librariesOf(file)])) copyInto(root, file, file)
    for (const path of folders) cpSync(path, join(root, path), { recursive: true, dereference: true })
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const archive = join(folder, "system.tar")
    execFileSync("tar", ["--create", "--file", archive, "--directory", root, "."])
    const changed = ["ENV PATH=/usr/local/bin:/usr/bin:/bin", ...changes].map((change) => `--change=${change}`)
    return await engine.docker("import", ...changed, archive, name)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
