import type { Execution } from "../../ports/executor.ts"

/** The longest time a timer can wait. */
const LONGEST_TIMEOUT = 2 ** 31 - 1

/** What ends a command from outside, whichever comes first. */
export function interruptionOf({ signal, timeout }: Pick<Execution, "signal" | "timeout">) {
  const { promise: happened, resolve } = Promise.withResolvers<"timed-out" | "canceled">()
  const timer = setTimeout(() => resolve("timed-out"), Math.min(timeout, LONGEST_TIMEOUT))
  const cancel = () => resolve("canceled")
  signal.addEventListener("abort", cancel)
  if (signal.aborted) cancel()
  return {
    happened,
    [Symbol.dispose]() {
      clearTimeout(timer)
      signal.removeEventListener("abort", cancel)
    },
  }
}
