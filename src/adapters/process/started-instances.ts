import type { ChildProcess } from "node:child_process"
import { setTimeout as delay } from "node:timers/promises"
import { isSameProcess } from "./process-table.ts"

/** Milliseconds between looks at processes that are nobody's children here. */
const POLL = 50

type ProcessId = { readonly pid: number; readonly startedAt: string }

/** How instances ended. Of those that this server started it knows; of those it found, only that they are gone. */
export class StartedInstances {
  readonly #ends = new Map<string, Promise<string>>()

  add(id: ProcessId, child: ChildProcess): void {
    const { promise, resolve } = Promise.withResolvers<string>()
    child.once("exit", (code, signal) =>
      resolve(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
    )
    this.#ends.set(keyOf(id), promise)
  }

  forget(id: ProcessId): void {
    this.#ends.delete(keyOf(id))
  }

  /** What is known about its end once it has ended; undefined if `signal` comes first. */
  async ended(id: ProcessId, signal: AbortSignal): Promise<string | undefined> {
    const known = this.#ends.get(keyOf(id))
    if (known) return Promise.race([known, abortOf(signal)])
    while (!signal.aborted) {
      if (!isSameProcess(id.pid, id.startedAt)) return "ended"
      await delay(POLL, undefined, { signal }).catch(() => {})
    }
    return undefined
  }
}

function keyOf({ pid, startedAt }: ProcessId): string {
  return `${pid} ${startedAt}`
}

function abortOf(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener("abort", () => resolve(undefined), { once: true })
  })
}
