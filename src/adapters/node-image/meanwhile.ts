/** Work that others need not wait for, but the end does. Whoever needs its result awaits it, and is told of its failure. */
export class Meanwhile implements AsyncDisposable {
  readonly #work: Promise<unknown>[] = []

  do<T>(work: Promise<T>): Promise<T> {
    work.catch(() => {})
    this.#work.push(work)
    return work
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#work)
  }
}
