import { execFileSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { putNodeBaseImage } from "../../test/support/node-base-image.ts"

const PROGRAMS = ["/bin/sh", "/bin/cat", "/usr/bin/env", "/usr/bin/id", "/bin/mkdir", "/bin/rm"]

/** What the service runs on: Node, npm and a shell of this system, since nothing is downloaded. */
export interface BaseImage {
  /** Image layout that holds it, and nothing else. */
  readonly layout: string
  /** `name@sha256:...` */
  readonly name: string
  /** Its files, unpacked. */
  readonly root: string
}

export async function makeBaseImage(folder: string): Promise<BaseImage> {
  const root = join(folder, "root")
  const npm = realpathSync(execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim())
  const home = dirname(dirname(npm))
  mkdirSync(join(root, "usr/local/bin"), { recursive: true })
  for (const name of ["tmp", "root", "etc"]) mkdirSync(join(root, name))
  cpSync(home, join(root, home), { recursive: true, dereference: true })
  const start = `#!/bin/sh\nexec node ${join(home, "bin/npm-cli.js")} "$@"\n`
  writeFileSync(join(root, "usr/local/bin/npm"), start, { mode: 0o755 })
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n")
  writeFileSync(join(root, "etc/hosts"), "127.0.0.1 localhost\n")
  const layout = join(folder, "layout")
  const registry = new OciLayout(layout)
  const programs = PROGRAMS.filter((path) => existsSync(path))
  const name = await putNodeBaseImage(registry, root, programs)
  return { layout, name, root }
}
