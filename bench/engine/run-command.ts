import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, readFileSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import type { Command } from "./tool.ts"

/** Where commands run, and what they see. */
export interface Surroundings {
  readonly folder: string
  /** The whole environment, but what a command adds. */
  readonly env: Readonly<Record<string, string>>
  /** Outside of the project. */
  readonly outputFile: string
  /** Stops what runs. */
  readonly signal: AbortSignal
}

export interface Finished {
  readonly milliseconds: number
  /** Both streams as they came, without colours. */
  readonly output: string
}

/**
 * Runs a command to its end and takes the time from its start. Its output goes to a file, so that reading it takes no
 * part; it is not a terminal's.
 *
 * @param started told the process id as soon as there is one
 * @throws if it cannot be started, or ends in any other way than with 0
 */
export async function runCommand(
  { argv: [program, ...rest], env = {} }: Command,
  { folder, outputFile, signal, ...surroundings }: Surroundings,
  started: (pid: number) => void = () => {},
): Promise<Finished> {
  signal.throwIfAborted()
  const output = openSync(outputFile, "w")
  try {
    const begin = performance.now()
    const child = spawn(program, rest, {
      ...{ cwd: folder, signal, killSignal: "SIGTERM" },
      env: { ...surroundings.env, ...env },
      stdio: ["ignore", output, output],
    })
    if (child.pid !== undefined) started(child.pid)
    const [code, killedBy] = await once(child, "exit")
    const milliseconds = performance.now() - begin
    const text = stripVTControlCharacters(readFileSync(outputFile, "utf8"))
    if (code !== 0) throw new Error(`${program} ended with ${code ?? killedBy}:\n${text.slice(-2000)}`)
    return { milliseconds, output: text }
  } finally {
    closeSync(output)
    await rm(outputFile, { force: true })
  }
}

/** The environment of every tool: a home folder of its own, nothing of the caller's but PATH, and no word to anyone. */
export function toolEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    ...{ PATH: process.env.PATH ?? "", HOME: home, TMPDIR: join(home, "tmp"), LANG: "C.UTF-8" },
    // gitlab-ci-local reads ~/.bashrc for each job of a first-level shell.
    SHLVL: "2",
    ...{
      DO_NOT_TRACK: "1",
      TURBO_TELEMETRY_DISABLED: "1",
      NO_UPDATE_NOTIFIER: "1",
      NPM_CONFIG_UPDATE_NOTIFIER: "false",
    },
  }
}
