import type { Context, MiddlewareHandler } from "hono"
import { getCookie } from "hono/cookie"
import type { ServerPorts } from "../../app/server/server-ports.ts"
import { authenticate, authenticateHash } from "../../app/server/tokens.ts"
import { fail, type Result } from "../../core/shared/result.ts"
import { SESSION_COOKIE } from "../../core/shared/session-cookie.ts"
import { CSRF_HEADER, csrfTokenOf, isSame, openSession } from "../session.ts"
import { type ApiVariables, answerFailure } from "./api-context.ts"

const READING = ["GET", "HEAD"]

/** What people are known by. */
interface CheckContext {
  readonly ports: Pick<ServerPorts, "store" | "clock">
  readonly sessionKey: Buffer
}

/** Lets nobody through without a valid token or session, and says whose it is. */
export function tokenCheck(context: CheckContext): MiddlewareHandler<ApiVariables> {
  return async (c, next) => {
    const person = await personAsking(c, context)
    if (!person.ok) return answerFailure(c, person.failure)
    c.set("person", person.value)
    return next()
  }
}

/** Who asks: by the token in the header, else by the cookie of a browser that has signed in. */
export async function personAsking(c: Context, { ports, sessionKey }: CheckContext): Promise<Result<string>> {
  const header = c.req.header("authorization")
  const cookie = getCookie(c, SESSION_COOKIE)
  if (header !== undefined || cookie === undefined) {
    return authenticate(ports, /^Bearer (\S+)$/.exec(header ?? "")?.[1] ?? null)
  }
  const session = openSession(sessionKey, cookie, ports.clock.now())
  if (session === null) return fail("not-authenticated", "the session is over", { hint: "sign in again" })
  // Browsers send cookies along with requests that other pages make; the header only pages of this server can set.
  const isProven = isSame(c.req.header(CSRF_HEADER) ?? "", csrfTokenOf(sessionKey, cookie))
  if (!READING.includes(c.req.method) && !isProven) {
    const hint = "load the page again; programs send a token in the Authorization header instead of a cookie"
    return fail("not-authorized", `a change by a session needs its token in the header ${CSRF_HEADER}`, { hint })
  }
  return authenticateHash(ports, session.tokenHash)
}
