import type { ExecutionOutcome } from "../../ports/executor.ts"

/** A command to be started with `/bin/sh`, in a session of its own. */
export interface CommandRequest {
  readonly command: string
  /** Absolute folder. */
  readonly directory: string
  /** All that it gets. */
  readonly env: Readonly<Record<string, string>>
  /** Path of the named pipe that it writes to; somebody reads from it already. */
  readonly output: string
}

/** How a command came to its end; `lost`: whoever started it is gone, and nobody can tell. */
export type CommandEnd = Extract<ExecutionOutcome, { kind: "exited" | "signaled" }> | { readonly kind: "lost" }

export interface StartedCommand {
  /** Of the session's leader. */
  readonly pid: number
  /** Undefined where it had ended at once. */
  readonly startedAt: string | undefined
  readonly ended: Promise<CommandEnd>
}

/** Rejects, with the reason in one line, if the command did not even begin. */
export type StartCommand = (request: CommandRequest) => Promise<StartedCommand>
