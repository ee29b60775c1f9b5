/** What a job reports while it runs. */
export interface JobChannel {
  /** Aborting cancels it. */
  readonly signal: AbortSignal
  readonly output: (chunk: Buffer) => Promise<void>
  /** Called when its command is over, and only what that left is still to be looked at and kept. */
  readonly ended?: () => void
}

/** A log of lines in a job's output. `printed` resolves once all of them are there. */
export function lineLog({ output }: JobChannel) {
  let last = Promise.resolve()
  return {
    log: (line: string): void => {
      last = last.then(() => output(Buffer.from(`${line}\n`)))
    },
    printed: (): Promise<void> => last,
  }
}
