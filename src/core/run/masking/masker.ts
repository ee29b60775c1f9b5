import { MaskedStream } from "./masked-stream.ts"
import { type SecretPatterns, secretPatterns } from "./secret-patterns.ts"

const CUT = "…"

/**
 * Replaces secrets by `***`: as they are, URL-encoded, JSON-escaped and in base64, whole and line by line. Weak values
 * (see `weaknessOf`) are not looked for.
 */
export class Masker {
  readonly #patterns: SecretPatterns | undefined

  constructor(secrets: readonly string[]) {
    this.#patterns = secretPatterns(secrets)
  }

  /** For output that comes in pieces. */
  stream(): MaskedStream {
    return new MaskedStream(this.#patterns)
  }

  text(text: string): string {
    if (!this.#patterns) return text
    const stream = this.stream()
    return Buffer.concat([stream.push(Buffer.from(text)), stream.end()]).toString()
  }

  /** A text that was cut off where it ends in `…`: there, what may be the beginning of a secret goes as well. */
  cutText(text: string): string {
    if (!this.#patterns || !text.endsWith(CUT)) return this.text(text)
    const stream = this.stream()
    const certain = stream.push(Buffer.from(text.slice(0, -CUT.length)))
    return `${certain}${stream.end().length > 0 ? "***" : ""}${CUT}`
  }
}
