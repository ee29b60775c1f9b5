import type { ByteSink } from "./byte-sink.ts"
import type { PatternTrie } from "./pattern-trie.ts"
import { SpanList } from "./span-list.ts"

/** Looks for patterns in bytes that may have been decoded, and knows where in the stream they stand. */
export class PatternSearch {
  readonly found = new SpanList()
  readonly #trie: PatternTrie
  /** Where the last bytes begin, as many as the longest pattern has. */
  readonly #starts: Float64Array
  #state = 0
  #count = 0

  constructor(trie: PatternTrie) {
    this.#trie = trie
    this.#starts = new Float64Array(Math.max(1, trie.longest))
  }

  readonly take: ByteSink = (byte, start, end) => {
    this.#state = this.#trie.next(this.#state, byte)
    if (this.#state === 0) return
    this.#starts[this.#count++ % this.#starts.length] = start
    const matched = this.#trie.matched(this.#state)
    if (matched > 0) this.found.add({ start: this.#startOf(matched), end })
  }

  /** Where something begins that may become a pattern; infinite if nothing does. */
  get pendingFrom(): number {
    const pending = this.#trie.pending(this.#state)
    return pending === 0 ? Number.POSITIVE_INFINITY : this.#startOf(pending)
  }

  #startOf(length: number): number {
    return this.#starts[(this.#count - length) % this.#starts.length] ?? 0
  }
}
