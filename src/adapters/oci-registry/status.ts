import type { FailureError } from "../../core/shared/result.ts"
import type { HttpAnswer } from "./http-exchange.ts"
import { nonsense, refusal } from "./registry-failure.ts"
import { retryAfter, Transient } from "./retry.ts"

/** Throws unless an answer says that it worked; `what` was asked for. */
export function requireSuccess(answer: HttpAnswer, what: string, now: number): void {
  if (answer.status >= 200 && answer.status < 300) return
  answer.body.destroy()
  throw problemOf(answer, what, now)
}

/** Codes that mean: not now (RFC 9110, RFC 6585). Others of the server's, such as 501, stay as they are. */
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504])

/** What a status that is not success means. Its body is not read: it is the registry's, and may be anything. */
export function problemOf({ url, status, headers }: HttpAnswer, what: string, now: number): Transient | FailureError {
  if (TRANSIENT.has(status)) {
    return new Transient(`it answered ${status} when asked for ${what}`, retryAfter(headers["retry-after"], now))
  }
  if (status === 401 || status === 403) {
    const hint = `log in with credentials that may: docker login ${url.host}`
    return refusal("registry-denied", `${url.host} refuses ${what} (${status})`, hint)
  }
  if (status === 404) return refusal("image-unknown", `${url.host} does not have ${what}`)
  return nonsense(url.host, `answered ${status} when asked for ${what}`)
}
