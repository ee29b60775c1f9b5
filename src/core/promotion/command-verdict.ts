import { sanitise } from "../shared/sanitise.ts"
import type { TerminalStatus } from "../shared/status.ts"
import { NOT_STARTED, NOT_YET } from "./command-gate.ts"

/** How much of what a command printed stays with its result, in lines and in characters. */
const LINES = 10
const LONGEST = 300

/** How the command of a gate ended, and the last of what it printed, with all secrets hidden. */
export interface CommandEnd {
  readonly status: TerminalStatus
  readonly exitCode: number | null
  readonly message: string | null
  readonly printed: string
}

export interface CommandVerdict {
  readonly kind: "succeeded" | "failed" | "errored" | "not-yet"
  /** Why it did not succeed, in one line; null if it did. */
  readonly message: string | null
  /** Last lines of what it printed, without control characters. */
  readonly output: string
}

/** What the end of a gate's command says: no only where it could be started, came to its end and did not ask for time. */
export function commandVerdict({ status, exitCode, message, printed }: CommandEnd): CommandVerdict {
  const lines = lastLines(printed)
  const output = lines.join("\n")
  if (status === "succeeded") return { kind: "succeeded", message: null, output }
  const last = lines.at(-1)
  const kind = kindOf(status, exitCode)
  const why = kind === "not-yet" && last !== undefined ? null : message
  return { kind, message: [why, last].filter((part) => part != null).join(": ") || status, output }
}

function kindOf(status: TerminalStatus, exitCode: number | null): "failed" | "errored" | "not-yet" {
  if (status !== "failed" || exitCode === null || NOT_STARTED.includes(exitCode)) return "errored"
  return exitCode === NOT_YET ? "not-yet" : "failed"
}

/** Those that hold something, cut where they are too long. */
function lastLines(printed: string): readonly string[] {
  const lines = printed.split(/[\r\n]+/).map((line) => sanitise(line, { colour: false }).trim())
  const some = lines.filter((line) => line !== "").slice(-LINES)
  return some.map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line).toWellFormed())
}
