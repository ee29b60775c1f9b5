import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { readFile, realpath } from "node:fs/promises"
import { delimiter, dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { networkVariables } from "../../core/run/network-variables.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"

const PASSED = ["HOME", "TMPDIR"]
const LAST_LINES = 30

/** npm gets no more of the caller's environment than it needs, and runs on the Node that Slipway runs on. */
export function npmEnvironment(caller: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed = PASSED.flatMap((name) => (caller[name] === undefined ? [] : [[name, caller[name]] as const]))
  const path = [dirname(process.execPath), ...(caller.PATH ?? "").split(delimiter)].join(delimiter)
  return { ...Object.fromEntries(passed), ...networkVariables(caller), PATH: path, npm_config_update_notifier: "false" }
}

/** The version of the npm that is first on PATH, read from its package.json; undefined if there is none. */
export async function npmVersion(environment: Readonly<Record<string, string>>): Promise<string | undefined> {
  for (const folder of (environment.PATH ?? "").split(delimiter)) {
    const found = join(folder, "npm")
    // At once: most folders have none, and each promise of a file takes longer than the look.
    const program = existsSync(found) ? await realpath(found).catch(() => undefined) : undefined
    if (program === undefined) continue
    const text = await readFile(join(dirname(program), "..", "package.json"), "utf8").catch(() => "{}")
    const manifest: unknown = JSON.parse(text)
    if (typeof manifest === "object" && manifest && "version" in manifest) return String(manifest.version)
  }
  return undefined
}

export interface NpmRun {
  readonly arguments: readonly string[]
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** Runs npm to its end, without a shell. A cancellation ends the whole process group. */
export async function runNpm(run: NpmRun): Promise<Result<void>> {
  if (run.signal.aborted) return fail("canceled", "canceled before npm was started")
  const child = spawn("npm", [...run.arguments], {
    cwd: run.directory,
    env: run.environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  })
  const last: string[] = []
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({ input: stream })) {
      run.log(line)
      if (last.push(line) > LAST_LINES) last.shift()
    }
  }
  const stop = () => {
    if (child.pid !== undefined) killGroup(child.pid)
  }
  run.signal.addEventListener("abort", stop)
  try {
    const ended = new Promise<{ code: number | null } | { error: Error }>((resolve) => {
      child.once("error", (error) => resolve({ error }))
      child.once("close", (code) => resolve({ code }))
    })
    const [end] = await Promise.all([ended, read(child.stdout), read(child.stderr)])
    if (run.signal.aborted) return fail("canceled", "canceled while npm was running")
    if ("error" in end) return fail("image-build-failed", `npm could not be started: ${end.error.message}`)
    if (end.code === 0) return ok(undefined)
    return fail("image-build-failed", `npm ended with status ${end.code}`, { log: last })
  } finally {
    run.signal.removeEventListener("abort", stop)
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // It has ended by itself.
  }
}
