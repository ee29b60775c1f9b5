/** When to look at waiting promotions again, though nothing but time will have changed. */
export class Alarms {
  readonly #times = new Map<number, number>()

  /** `at` in milliseconds since 1970; undefined: not because of the time. */
  set(promotion: number, at: number | undefined): void {
    if (at === undefined) this.#times.delete(promotion)
    else this.#times.set(promotion, at)
  }

  /** Whether the time of one has come. Each is told once. */
  ring(now: number): boolean {
    const due = [...this.#times].filter(([, at]) => at <= now)
    for (const [promotion] of due) this.#times.delete(promotion)
    return due.length > 0
  }
}
