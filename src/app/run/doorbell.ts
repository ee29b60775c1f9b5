/** Lets one wait for whatever happens next; what has happened meanwhile counts too. */
export class Doorbell {
  #next = Promise.withResolvers<void>()

  ring(): void {
    this.#next.resolve()
  }

  /** Resolves once somebody has rung since the last wait. */
  async wait(): Promise<void> {
    await this.#next.promise
    this.#next = Promise.withResolvers()
  }
}
