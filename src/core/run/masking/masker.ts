import { MaskedStream } from "./masked-stream.ts"
import { type SecretPatterns, secretPatterns } from "./secret-patterns.ts"

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
}
