import { createHmac, timingSafeEqual } from "node:crypto"

/** Milliseconds that a browser stays signed in. */
export const SESSION_LASTS = 12 * 3_600_000

/** The header that a signed-in browser repeats its session's token in, whenever it changes something. */
export const CSRF_HEADER = "x-slipway-csrf"

/** Who is signed in: the holder of the token with this hash, until then. */
export interface Session {
  readonly tokenHash: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** The session as text that nobody without the key can make; the token does not follow from it. */
export function sealSession(key: Buffer, { tokenHash, expiresAt }: Session): string {
  const content = `${tokenHash}.${expiresAt}`
  return `${content}.${mac(key, `session:${content}`)}`
}

/** The session behind a cookie's text; null where it was not sealed with this key, or is over. */
export function openSession(key: Buffer, sealed: string, now: number): Session | null {
  const [, tokenHash, until, seal] = /^([0-9a-f]{64})\.(\d{1,15})\.([\w-]{43})$/.exec(sealed) ?? []
  if (tokenHash === undefined || until === undefined || seal === undefined) return null
  if (!isSame(seal, mac(key, `session:${tokenHash}.${until}`))) return null
  const expiresAt = Number(until)
  return expiresAt > now ? { tokenHash, expiresAt } : null
}

/** What pages of this session prove with that a change is asked for by them. */
export function csrfTokenOf(key: Buffer, sealed: string): string {
  return mac(key, `csrf:${sealed}`)
}

export function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function mac(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64url")
}
