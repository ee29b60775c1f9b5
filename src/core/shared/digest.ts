import { hash } from "node:crypto"
import canonicalize from "canonicalize"

/** `sha256:` and 64 lower-case hex digits (OCI image specification, Digests). */
export type Digest = `sha256:${string}`

const DIGEST = /^sha256:[0-9a-f]{64}$/

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text)
}

/** The digest of these very bytes (text is taken as UTF-8). Pure: hashing has no effect and needs no clock. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${hash("sha256", bytes, "hex")}`
}

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/** JSON in the one form that is hashed and signed: RFC 8785 (sorted keys, no white space). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError("a value without a JSON form cannot be hashed")
  return text
}

/** The digest of a value: that of its canonical JSON. */
export function digestOfJson(value: unknown): Digest {
  return digestOf(canonicalJson(value))
}

/** The hex digits alone, as in-toto subjects and blob paths want them. */
export function hexOf(digest: Digest): string {
  return digest.slice("sha256:".length)
}

/** What people are shown: the first 12 hex digits. */
export function shortDigest(digest: Digest): string {
  return hexOf(digest).slice(0, 12)
}
