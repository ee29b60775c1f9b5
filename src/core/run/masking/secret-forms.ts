import { weaknessOf } from "./weak-secret.ts"

/** How a secret looks in output. */
export interface SecretForms {
  /** As it is, URL-encoded, JSON-escaped; whole and line by line. */
  readonly literal: readonly Buffer[]
  /** The characters in base64 (standard alphabet) that depend on nothing but the secret, at each of three alignments. */
  readonly base64: readonly Buffer[]
}

/** What no encoder for URLs or JSON ever writes in another way. */
const NEVER_ESCAPED = /^[A-Za-z0-9._~-]*$/

/** The forms of these secrets. Of a secret of several lines each line that is not weak is one too. */
export function secretForms(secrets: readonly string[]): SecretForms {
  const texts = new Set(secrets.flatMap(partsOf))
  return { literal: distinct([...texts].flatMap(literalForms)), base64: distinct([...texts].flatMap(base64Forms)) }
}

/** Whether an encoder may write something of it in more than one way. */
export function isEscapable(form: Buffer): boolean {
  return !NEVER_ESCAPED.test(form.toString("latin1"))
}

function partsOf(secret: string): readonly string[] {
  const lines = secret.split(/[\r\n]/)
  return [secret, ...lines].filter((part) => weaknessOf(part) === undefined).map((part) => part.trim().toWellFormed())
}

/** The usual encodings as they are written, so that these are found whatever stands in front of them. */
function literalForms(text: string): readonly string[] {
  const encoded = [encodeURIComponent(text), new URLSearchParams({ "": text }).toString().slice(1)]
  return [text, ...encoded, ...encoded.map(withLowerHex), JSON.stringify(text).slice(1, -1)]
}

function withLowerHex(encoded: string): string {
  return encoded.replace(/%../g, (hex) => hex.toLowerCase())
}

/** Base64 stands for six bits a character: those that hold bits of a neighbour's are left out. */
function base64Forms(text: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)])
    return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6))
  })
}

function distinct(texts: readonly string[]): readonly Buffer[] {
  return [...new Set(texts)].map((text) => Buffer.from(text))
}
