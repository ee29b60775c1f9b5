/** A command to run to its end. Nothing of the caller's environment reaches it but what `env` holds. */
export interface Execution {
  /** Whose it is: what a crash leaves of it is found by this. Letters, digits, `-` and `_`. */
  readonly owner: string
  /** Given to `sh -c`. It comes from the definition; values controlled by a pusher come through `env`. */
  readonly command: string
  /** Absolute folder. */
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
  /** Milliseconds; after it the process tree is stopped and the outcome is `timed-out`. */
  readonly timeout: number
  /** TERM, then after this many milliseconds KILL, for the whole process group. */
  readonly grace: number
  /** Aborting cancels: the tree is stopped and the outcome is `canceled`. */
  readonly signal: AbortSignal
  /** Output as it comes, stdout and stderr in the order of arrival. Slow consumers slow the command down. */
  readonly onOutput: (chunk: Buffer) => void | Promise<void>
  /** Called once with the process group's id. */
  readonly onStarted?: (process: StartedProcess) => void
  /** Called at most once, when the command has come to its end by itself and its group is empty; output may still follow. */
  readonly onEnded?: (() => void) | undefined
}

/** A process group, so that it can be told from a later one with the same id. */
export interface StartedProcess {
  readonly pid: number
  readonly startedAt: string
  /** Carried by all that it starts, wherever that goes. */
  readonly label: string
}

export type ExecutionOutcome =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signaled"; readonly signal: string }
  | { readonly kind: "timed-out" }
  | { readonly kind: "canceled"; readonly forced: boolean }
  /** The kernel ended it because it used more memory than it may; `limit` in bytes, null where none was given. */
  | { readonly kind: "out-of-memory"; readonly limit: number | null }
  /** It could not be started (no such folder, no shell): *errored*, not *failed*. */
  | { readonly kind: "not-started"; readonly message: string }

export interface Executor {
  readonly name: string
  execute(execution: Execution): Promise<ExecutionOutcome>
  /** Told, where it is known, that so many commands are going to be executed. `settle` ends what it makes ready for them. */
  expect?(commands: number): void
  /** Resolves once nothing is left of what was executed before, in the background neither. */
  settle(): Promise<void>
}
