import type { Result } from "../core/shared/result.ts"
import type { ReadText } from "../ports/read-text.ts"
import type { Repository } from "../ports/repository.ts"
import type { ServerClient } from "../ports/server-client.ts"

/** What a command writes to. */
export interface TextOutput {
  write(text: string): unknown
}

/** What every command gets: the terminal and the ports that it acts through. */
export interface CliContext {
  readonly stdout: TextOutput
  readonly stderr: TextOutput
  /** Absolute. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether a person looks at stdout. */
  readonly isTerminal: boolean
  readonly colour: boolean
  readonly readText: ReadText
  /** What is piped in, or a line that a person types without seeing it. */
  readonly readSecret: (prompt: string) => Promise<string>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The git repository that the current folder is in. */
  readonly openRepository: () => Promise<Result<Repository>>
  /** The server of this folder, with the token that goes with it. Whether it answers shows with the first call. */
  readonly connect: () => Promise<ServerClient>
  /** The status that the process ends with once everything is written. */
  readonly setExitStatus: (status: number) => void
}

/**
 * Whether to use colour: as FORCE_COLOR says (force-color.org; 0 or false: never), else not where NO_COLOR is set
 * (no-color.org), else on a terminal that can.
 */
export function wantsColour(isTerminal: boolean, env: CliContext["env"]): boolean {
  if (env.FORCE_COLOR !== undefined) return !["0", "false"].includes(env.FORCE_COLOR)
  return isTerminal && !env.NO_COLOR && env.TERM !== "dumb"
}
