import { createRoute, z } from "@hono/zod-openapi"
import { createToken, requireOwner } from "../../app/server/tokens.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, idParameter, jsonContent } from "./schemas.ts"

const tokenRoute = createRoute({
  method: "post",
  path: "/tokens",
  request: { body: { content: jsonContent(z.object({ person: z.string().min(1).max(40) })) } },
  responses: {
    201: {
      description: "Shown once; only its hash is kept",
      content: jsonContent(z.object({ person: z.string(), token: z.string() })),
    },
    ...failureResponses,
  },
})

const listRoute = createRoute({
  method: "get",
  path: "/tokens",
  responses: {
    200: {
      description: "Whose tokens there are",
      content: jsonContent(
        z.array(
          z.object({ id: z.number(), person: z.string(), createdAt: z.number(), revokedAt: z.number().nullable() }),
        ),
      ),
    },
    ...failureResponses,
  },
})

const revokeRoute = createRoute({
  method: "delete",
  path: "/tokens/{id}",
  request: { params: idParameter },
  responses: { 204: { description: "No longer valid" }, ...failureResponses },
})

const auditEntrySchema = z
  .object({
    seq: z.number().int(),
    at: z.number(),
    person: z.string().describe("`slipway` for what the server did by itself"),
    action: z.string(),
    subject: z.string(),
    detail: z.string().nullable().describe("The reason that was given, or what it led to"),
  })
  .openapi("AuditEntry")

const auditRoute = createRoute({
  method: "get",
  path: "/audit",
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(10_000).default(200),
      person: z.string().max(40).optional(),
      action: z.string().max(40).optional(),
    }),
  },
  responses: {
    200: { description: "Who did what, newest first", content: jsonContent(z.array(auditEntrySchema)) },
    ...failureResponses,
  },
})

const shutdownRoute = createRoute({
  method: "post",
  path: "/shutdown",
  responses: { 202: { description: "Stops the server and all services" }, ...failureResponses },
})

/** Tokens, the audit trail, and the end of it all: for the owner. */
export function accessRoutes({ ports, shutDown }: ApiContext): Api {
  return newApi()
    .openapi(tokenRoute, async (c) => {
      const allowed = await requireOwner(ports, c.get("person"))
      if (!allowed.ok) return answerFailure(c, allowed.failure) as never
      const { person } = c.req.valid("json")
      const token = await createToken(ports, person)
      if (!token.ok) return answerFailure(c, token.failure) as never
      const entry = {
        at: ports.clock.now(),
        person: c.get("person"),
        action: "create-token",
        subject: person,
        detail: null,
      }
      await ports.store.audit.append(entry)
      return c.json({ person, token: token.value }, 201)
    })
    .openapi(listRoute, async (c) => {
      const allowed = await requireOwner(ports, c.get("person"))
      if (!allowed.ok) return answerFailure(c, allowed.failure) as never
      return c.json([...(await ports.store.tokens.list())], 200)
    })
    .openapi(revokeRoute, async (c) => {
      const allowed = await requireOwner(ports, c.get("person"))
      if (!allowed.ok) return answerFailure(c, allowed.failure) as never
      const { id } = c.req.valid("param")
      if (!(await ports.store.tokens.revoke(id, ports.clock.now()))) {
        return answerFailure(c, {
          reason: "argument-invalid",
          message: `there is no token ${id}`,
          hint: "slipway token list",
        }) as never
      }
      const subject = `token ${id}`
      const entry = { at: ports.clock.now(), person: c.get("person"), action: "revoke-token", subject, detail: null }
      await ports.store.audit.append(entry)
      return c.body(null, 204)
    })
    .openapi(auditRoute, async (c) => {
      const { limit, person, action } = c.req.valid("query")
      const filter = { ...(person !== undefined && { person }), ...(action !== undefined && { action }) }
      return c.json([...(await ports.store.audit.latest(limit, filter))], 200)
    })
    .openapi(shutdownRoute, async (c) => {
      const allowed = await requireOwner(ports, c.get("person"))
      if (!allowed.ok) return answerFailure(c, allowed.failure) as never
      const { project } = ports.settings
      const entry = {
        at: ports.clock.now(),
        person: c.get("person"),
        action: "stop-server",
        subject: project,
        detail: null,
      }
      await ports.store.audit.append(entry)
      shutDown()
      return c.body(null, 202)
    })
}
