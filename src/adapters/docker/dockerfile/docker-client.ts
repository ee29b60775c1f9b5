import { execFile } from "node:child_process"
import { constants } from "node:fs"
import { access } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)

/** From here on the client leaves BuildKit to its plugin buildx. */
const FIRST_WITHOUT = 23

/**
 * The `docker` on PATH that speaks to BuildKit: by itself, as before Docker 23, or with buildx. Undefined: there is none.
 * Sessions with BuildKit, which carry secrets, are spoken by it alone (docs/decisions/0015).
 */
export async function findDockerClient(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const program = join(folder, "docker")
    if (folder !== "" && (await isExecutable(program)) && (await speaksBuildKit(program, env))) return program
  }
  return undefined
}

async function speaksBuildKit(program: string, env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  const options = { env: { PATH: env.PATH, HOME: env.HOME }, timeout: 10_000 }
  try {
    const { stdout } = await run(program, ["--version"], options)
    const major = /^Docker version (\d+)\./.exec(stdout)?.[1]
    if (major === undefined) return false
    if (Number(major) >= FIRST_WITHOUT) await run(program, ["buildx", "version"], options)
    return true
  } catch {
    return false
  }
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
