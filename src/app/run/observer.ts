import type { RunEvent } from "../run-event.ts"

/**
 * Passes events on. The first time the observer fails, `signal` aborts; from then on events are dropped, so that what
 * still runs can end, and `rethrow` says what went wrong.
 */
export class Observer {
  readonly #observe: (event: RunEvent) => void | Promise<void>
  readonly #failed = new AbortController()
  #error: unknown

  constructor(observe: (event: RunEvent) => void | Promise<void>) {
    this.#observe = observe
  }

  get signal(): AbortSignal {
    return this.#failed.signal
  }

  async tell(event: RunEvent): Promise<void> {
    if (this.#failed.signal.aborted) return
    try {
      await this.#observe(event)
    } catch (error) {
      this.#error ??= error
      this.#failed.abort()
    }
  }

  rethrow(): void {
    if (this.#failed.signal.aborted) throw this.#error
  }
}
