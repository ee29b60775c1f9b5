import { base64Filter } from "./base64-filter.ts"
import type { ByteSink, Decoder } from "./byte-sink.ts"
import { EscapeDecoder, jsonMeaning, percentMeaning } from "./escape-decoder.ts"
import { PatternSearch } from "./pattern-search.ts"
import type { SecretPatterns } from "./secret-patterns.ts"

const MASK = Buffer.from("***")
const NOTHING = Buffer.alloc(0)
const [PLUS, SPACE] = [0x2b, 0x20]

/**
 * Masks one stream, cut into pieces anywhere. What cannot belong to a secret is handed on at once; what may is held
 * until that is known, which is never more than the longest secret's encoding. Time is linear in the stream's length.
 */
export class MaskedStream {
  readonly #searches: PatternSearch[] = []
  readonly #decoders: Decoder[] = []
  #held: Buffer = NOTHING
  /** Place in the stream of the first byte that is held. */
  #done = 0
  /** Up to where the last mask stands for the stream. */
  #masked = -1

  constructor(patterns: SecretPatterns | undefined) {
    if (!patterns) return
    const { literal, base64, isEscapable, hasSpaces } = patterns
    const literally = () => this.#search(new PatternSearch(literal))
    const inBase64 = () => base64Filter(this.#search(new PatternSearch(base64)))
    this.#decoders.push(plainDecoder(both(literally(), inBase64())))
    if (!isEscapable) return
    this.#decoders.push(new EscapeDecoder("\\", jsonMeaning, both(literally(), inBase64())))
    this.#decoders.push(new EscapeDecoder("%", percentMeaning, both(literally(), inBase64())))
    if (hasSpaces) this.#decoders.push(new EscapeDecoder("%", percentMeaning, plusAsSpace(literally())))
  }

  /** What is certain now. */
  push(chunk: Buffer): Buffer {
    if (this.#searches.length === 0) return chunk
    const begin = this.#done + this.#held.length
    for (const decoder of this.#decoders) {
      for (let index = 0; index < chunk.length; index++) decoder.take(chunk[index] ?? 0, begin + index)
    }
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    const pending = [...this.#searches, ...this.#decoders].map(({ pendingFrom }) => pendingFrom)
    return this.#release(Math.min(begin + chunk.length, ...pending))
  }

  /** All that is left; nothing may follow. */
  end(): Buffer {
    return this.#release(this.#done + this.#held.length)
  }

  /** Everything that starts before a place, of which no secret is still open that starts there. */
  #release(until: number): Buffer {
    const pieces: Buffer[] = []
    const keep = (from: number, to: number) => {
      if (from < to) pieces.push(this.#held.subarray(from - this.#done, to - this.#done))
    }
    let shown = this.#done
    const found = this.#searches.flatMap((search) => search.found.takeBefore(until))
    for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
      if (start > this.#masked) {
        keep(Math.max(shown, this.#masked), start)
        pieces.push(MASK)
        shown = start
      }
      this.#masked = Math.max(this.#masked, end)
    }
    keep(Math.max(shown, this.#masked), until)
    this.#held = this.#held.subarray(until - this.#done)
    this.#done = until
    return pieces.length === 1 ? (pieces[0] ?? NOTHING) : Buffer.concat(pieces)
  }

  #search(search: PatternSearch): ByteSink {
    this.#searches.push(search)
    return search.take
  }
}

function both(first: ByteSink, second: ByteSink): ByteSink {
  return (byte, start, end) => {
    first(byte, start, end)
    second(byte, start, end)
  }
}

function plainDecoder(sink: ByteSink): Decoder {
  return { take: (byte, at) => sink(byte, at, at + 1), pendingFrom: Number.POSITIVE_INFINITY }
}

/** As HTML forms write spaces. A `+` that was an escape stands for itself. */
function plusAsSpace(sink: ByteSink): ByteSink {
  return (byte, start, end) => sink(byte === PLUS && end - start === 1 ? SPACE : byte, start, end)
}
