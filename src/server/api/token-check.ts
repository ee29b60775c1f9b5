import type { MiddlewareHandler } from "hono"
import type { ServerPorts } from "../../app/server/server-ports.ts"
import { authenticate } from "../../app/server/tokens.ts"
import { type ApiVariables, answerFailure } from "./api-context.ts"

/** Lets nobody through without a valid token, and says whose it is. */
export function tokenCheck(ports: Pick<ServerPorts, "store">): MiddlewareHandler<ApiVariables> {
  return async (c, next) => {
    const token = /^Bearer (\S+)$/.exec(c.req.header("authorization") ?? "")?.[1] ?? null
    const person = await authenticate(ports, token)
    if (!person.ok) return answerFailure(c, person.failure)
    c.set("person", person.value)
    return next()
  }
}
