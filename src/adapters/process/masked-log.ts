import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import type { Writable } from "node:stream"
import { isolatedEnvironment } from "./isolated-environment.ts"

/** The environment variable with what is to be hidden, as a JSON list. */
export const hiddenVariable = "SLIPWAY_HIDDEN"

/** It has next to nothing to remember. */
const SMALL = ["--max-semi-space-size=1", "--max-old-space-size=32"]

export interface MaskedLogOptions {
  readonly node: string
  /** The program `log-masker.ts`, or what it was bundled to. */
  readonly program: string
  readonly hidden: readonly string[]
  /** Open for appending. */
  readonly log: number
  /** Absolute folder. */
  readonly home: string
}

/** A way into a log that hides secrets. */
export interface MaskedLog {
  /** For a process to write to. To be closed here once that has it. */
  readonly input: Writable
  /** Resolves when nobody can write to it any more, and all is in the log. */
  readonly ended: Promise<void>
}

/** Starts a program that outlives this one, between whoever writes to its input and the log. */
export async function openMaskedLog({ node, program, hidden, log, home }: MaskedLogOptions): Promise<MaskedLog> {
  const child: ChildProcess = spawn(node, [...SMALL, program], {
    cwd: "/",
    env: isolatedEnvironment({ HOME: home, [hiddenVariable]: JSON.stringify(hidden) }),
    detached: true,
    stdio: ["pipe", log, log],
  })
  const ended = once(child, "exit").then(
    () => {},
    () => {},
  )
  await once(child, "spawn")
  child.unref()
  const { stdin } = child
  if (!stdin) throw new Error("it was started with a pipe")
  return { input: stdin, ended }
}
