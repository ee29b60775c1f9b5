/** A stretch of a stream, from `start` up to `end` (exclusive). */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Stretches in order, none of which touch. They are added in the order of their ends. */
export class SpanList {
  #spans: Span[] = []

  add(span: Span): void {
    let { start } = span
    for (let last = this.#spans.at(-1); last && last.end >= start; last = this.#spans.at(-1)) {
      start = Math.min(start, last.start)
      this.#spans.pop()
    }
    this.#spans.push({ start, end: span.end })
  }

  /** Takes out those that start before a place. */
  takeBefore(place: number): readonly Span[] {
    const first = this.#spans.findIndex(({ start }) => start >= place)
    return this.#spans.splice(0, first < 0 ? this.#spans.length : first)
  }
}
