import type { StartedProcess } from "../ports/executor.ts"
import type { Reporter } from "./reporters/reporter.ts"
import type { RunHost } from "./run-host.ts"

export interface Interruption extends Disposable {
  readonly signal: AbortSignal
  /** Takes note of what a second Ctrl-C has to kill. */
  readonly add: (process: StartedProcess) => void
}

export interface InterruptionOptions {
  readonly reporter: Reporter
  /** Milliseconds that jobs get to end by themselves. */
  readonly grace: number
  readonly kill: (process: StartedProcess) => Promise<void>
}

/** Ctrl-C: the first lets jobs end in an orderly way, the second kills them. The run itself always ends properly. */
export function interruptionOf(host: RunHost, { reporter, grace, kill }: InterruptionOptions): Interruption {
  const abort = new AbortController()
  const processes: StartedProcess[] = []
  let isKilling = false
  const killNow = (process: StartedProcess) =>
    kill(process).catch((error: Error) => reporter.notice(`process ${process.pid} cannot be killed: ${error.message}`))

  const stopListening = host.onInterrupt(() => {
    if (!abort.signal.aborted) {
      reporter.notice(`stopping: jobs get ${grace / 1000} s to end; Ctrl-C again kills them`)
      abort.abort()
      return
    }
    if (!isKilling) reporter.notice("killing what still runs")
    isKilling = true
    processes.forEach(killNow)
  })
  return {
    signal: abort.signal,
    add: (process) => {
      processes.push(process)
      if (isKilling) void killNow(process)
    },
    [Symbol.dispose]: stopListening,
  }
}
