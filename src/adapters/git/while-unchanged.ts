import type { Result } from "../../core/shared/result.ts"
import { NextAnswer } from "./next-answer.ts"

/**
 * An answer that holds as long as a stamp stays the same. Without a stamp it is asked for each time, once for all who ask at
 * the same moment; a failure always is.
 */
export class WhileUnchanged<T> {
  readonly #stamp: () => string | undefined
  readonly #fresh: NextAnswer<Result<T>>
  #known: { readonly stamp: string; readonly answer: Result<T> } | undefined

  constructor(stamp: () => string | undefined, ask: () => Promise<Result<T>>) {
    this.#stamp = stamp
    this.#fresh = new NextAnswer(ask)
  }

  async get(): Promise<Result<T>> {
    // Taken before the answer: what changes while that is given changes the next stamp.
    const stamp = this.#stamp()
    if (stamp !== undefined && this.#known?.stamp === stamp) return this.#known.answer
    const answer = await this.#fresh.get()
    this.#known = stamp !== undefined && answer.ok ? { stamp, answer } : undefined
    return answer
  }
}
