import { createRoute, z } from "@hono/zod-openapi"
import type { Context } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import { authenticate, hashOfToken } from "../../app/server/tokens.ts"
import { SESSION_COOKIE } from "../../core/shared/session-cookie.ts"
import { csrfTokenOf, openSession, SESSION_LASTS, sealSession } from "../session.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent } from "./schemas.ts"

const COOKIE = { path: "/api", httpOnly: true, sameSite: "Strict" } as const

const sessionSchema = z
  .object({
    project: z.string(),
    person: z.string(),
    csrf: z.string().nullable().describe("For the header x-slipway-csrf of changes; null where a token was sent"),
    expiresAt: z.number().nullable(),
  })
  .openapi("Session")

const signInRoute = createRoute({
  method: "post",
  path: "/session",
  request: { body: { content: jsonContent(z.object({ token: z.string().min(1).max(200) })), required: true } },
  responses: {
    201: { description: "Signed in: a session cookie", content: jsonContent(sessionSchema) },
    ...failureResponses,
  },
})

const readRoute = createRoute({
  method: "get",
  path: "/session",
  responses: { 200: { description: "Who asks", content: jsonContent(sessionSchema) }, ...failureResponses },
})

const signOutRoute = createRoute({
  method: "delete",
  path: "/session",
  responses: { 204: { description: "Signed out" }, ...failureResponses },
})

/** The way in for browsers: the only one that needs nobody known yet. */
export function signInRoutes({ ports, sessionKey }: ApiContext): Api {
  return newApi().openapi(signInRoute, async (c) => {
    const { token } = c.req.valid("json")
    const person = await authenticate(ports, token)
    if (!person.ok) return answerFailure(c, person.failure) as never
    const expiresAt = ports.clock.now() + SESSION_LASTS
    const sealed = sealSession(sessionKey, { tokenHash: hashOfToken(token), expiresAt })
    setCookie(c, SESSION_COOKIE, sealed, { ...COOKIE, maxAge: SESSION_LASTS / 1000 })
    const { project } = ports.settings
    return c.json({ project, person: person.value, csrf: csrfTokenOf(sessionKey, sealed), expiresAt }, 201)
  })
}

/** Who is signed in, and the way out. */
export function sessionRoutes({ ports, sessionKey }: ApiContext): Api {
  return newApi()
    .openapi(readRoute, async (c) => {
      const sealed = sessionOf(c)
      const session = sealed === undefined ? null : openSession(sessionKey, sealed, ports.clock.now())
      const csrf = sealed === undefined ? null : csrfTokenOf(sessionKey, sealed)
      const { project } = ports.settings
      return c.json({ project, person: c.get("person"), csrf, expiresAt: session?.expiresAt ?? null }, 200)
    })
    .openapi(signOutRoute, async (c) => {
      deleteCookie(c, SESSION_COOKIE, COOKIE)
      return c.body(null, 204)
    })
}

function sessionOf(c: Context): string | undefined {
  return c.req.header("authorization") === undefined ? getCookie(c, SESSION_COOKIE) : undefined
}
