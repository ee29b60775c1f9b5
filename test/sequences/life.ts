/** What a call gets instead of an answer once the server has crashed. */
export class Crash extends Error {}

/** Of one server: it ends in the middle of what it does, after so many calls to the world. */
export class Life {
  #left = Number.POSITIVE_INFINITY
  #isDone = false

  get isOver(): boolean {
    return this.#left < 0
  }

  /** The call after `calls` further ones is the last: it is made or not, but its answer reaches nobody. */
  endAfter(calls: number, isDone: boolean): void {
    this.#left = calls
    this.#isDone = isDone
  }

  /** The same thing, whose asynchronous methods are calls to the world. */
  lend<T extends object>(thing: T): T {
    return new Proxy(thing, {
      get: (_, key) => {
        const value: unknown = Reflect.get(thing, key)
        if (typeof value !== "function") return value
        return (...args: readonly unknown[]) => this.#call(() => Reflect.apply(value, thing, args))
      },
    })
  }

  async #call(work: () => unknown): Promise<unknown> {
    if (this.isOver) throw new Crash("the server is not there any more")
    this.#left--
    if (!this.isOver) return work()
    if (this.#isDone) await work()
    throw new Crash("the server has crashed")
  }
}
