import type { ByteSink, Decoder } from "./byte-sink.ts"

/** What some bytes that begin like an escape mean: other bytes, nothing special, or too few to tell. */
export type Meaning = (text: string) => Uint8Array | "none" | "more"

/** Hands on a stream with its escapes decoded; what only looks like one stays as it is. */
export class EscapeDecoder implements Decoder {
  readonly #introducer: number
  readonly #meaningOf: Meaning
  readonly #sink: ByteSink
  #pending = ""
  #start = 0

  constructor(introducer: string, meaningOf: Meaning, sink: ByteSink) {
    this.#introducer = introducer.charCodeAt(0)
    this.#meaningOf = meaningOf
    this.#sink = sink
  }

  get pendingFrom(): number {
    return this.#pending === "" ? Number.POSITIVE_INFINITY : this.#start
  }

  take(byte: number, at: number): void {
    if (this.#pending === "") {
      if (byte !== this.#introducer) {
        this.#sink(byte, at, at + 1)
        return
      }
      this.#start = at
    }
    this.#pending += String.fromCharCode(byte)
    const meaning = this.#meaningOf(this.#pending)
    if (meaning === "more") return
    const [start, raw] = [this.#start, Buffer.from(this.#pending, "latin1")]
    this.#pending = ""
    if (meaning === "none") this.#takeRaw(raw, start)
    else for (const decoded of meaning) this.#sink(decoded, start, at + 1)
  }

  /** Only the first byte is certain to be no escape; another one may begin behind it. */
  #takeRaw([first = 0, ...rest]: Iterable<number>, start: number): void {
    this.#sink(first, start, start + 1)
    for (const [index, byte] of rest.entries()) this.take(byte, start + 1 + index)
  }
}

/** `%2F` (RFC 3986, 2.1), with capital letters or small ones. */
export const percentMeaning: Meaning = (text) => {
  if (!/^%[0-9a-f]{0,2}$/i.test(text)) return "none"
  return text.length < 3 ? "more" : Buffer.from(text.slice(1), "hex")
}

const SHORT: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }

/** `\n`, `\/`, `\u00e9` (RFC 8259, 7); two of the last for characters beyond U+FFFF. */
export const jsonMeaning: Meaning = (text) => {
  if (text === "\\") return "more"
  const letter = text.charAt(1)
  if (letter !== "u") return /["\\/bfnrt]/.test(letter) ? Buffer.from(SHORT[letter] ?? letter) : "none"
  if (!/^\\u[0-9a-f]{0,4}(?:$|\\(?:$|u[0-9a-f]{0,4}$))/i.test(text)) return "none"
  if (text.length < 6) return "more"
  const units = text.split("\\u").slice(1)
  const character = String.fromCharCode(...units.map((hex) => Number.parseInt(hex, 16)))
  if (text.length === 6 && /^[\ud800-\udbff]$/.test(character)) return "more"
  if (text.length > 6 && text.length < 12) return "more"
  return character.isWellFormed() ? Buffer.from(character) : "none"
}
