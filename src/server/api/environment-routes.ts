import { createRoute, z } from "@hono/zod-openapi"
import { requestDestroy } from "../../app/server/destroy-environment.ts"
import { hold, resume } from "../../app/server/hold.ts"
import { extendPreview, pinPreview, unpinPreview } from "../../app/server/keep-environment.ts"
import { findEnvironment } from "../../app/server/promote.ts"
import { requestRollback } from "../../app/server/roll-back.ts"
import { readStatus } from "../../app/server/status.ts"
import { requireOwner } from "../../app/server/tokens.ts"
import { verifyAgain } from "../../app/server/verify-again.ts"
import { type Failure, failure } from "../../core/shared/failure.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { restOf } from "./deployment-progress.ts"
import { failureResponses, jsonContent, nameParameter, streamContent } from "./schemas.ts"
import { statusSchema } from "./status-schema.ts"
import { streamNdjson, streamProgress } from "./stream-lines.ts"

/** Milliseconds that a preview may be extended by at once: a year. */
const LONGEST = 366 * 86_400_000

const statusRoute = createRoute({
  method: "get",
  path: "/status",
  responses: {
    200: { description: "The environment × service matrix", content: jsonContent(statusSchema) },
    ...failureResponses,
  },
})

const rollbackRoute = createRoute({
  method: "post",
  path: "/environments/{name}/rollback",
  request: {
    params: nameParameter,
    body: { content: jsonContent(z.object({ reason: z.string().max(2000).nullable().default(null) })) },
  },
  responses: { 200: { description: "Progress until it rests", content: streamContent }, ...failureResponses },
})

const holdRoute = createRoute({
  method: "post",
  path: "/environments/{name}/hold",
  request: {
    params: nameParameter,
    body: { content: jsonContent(z.object({ reason: z.string().min(1).max(2000) })) },
  },
  responses: {
    200: {
      description: "Nothing enters until it is resumed",
      content: jsonContent(
        z.object({
          environment: z.string(),
          pinned: z.string(),
          underWay: z.number().int().nullable().describe("The deployment that had begun before; it goes on"),
        }),
      ),
    },
    ...failureResponses,
  },
})

const resumeRoute = createRoute({
  method: "post",
  path: "/environments/{name}/resume",
  request: { params: nameParameter },
  responses: { 204: { description: "No longer pinned" }, ...failureResponses },
})

const verifyRoute = createRoute({
  method: "post",
  path: "/environments/{name}/verify",
  request: { params: nameParameter },
  responses: {
    200: { description: "Progress until the tests have ended", content: streamContent },
    ...failureResponses,
  },
})

const pinRoute = createRoute({
  method: "post",
  path: "/environments/{name}/pin",
  request: {
    params: nameParameter,
    body: { content: jsonContent(z.object({ reason: z.string().max(2000).nullable().default(null) })) },
  },
  responses: { 204: { description: "The preview stays until it is unpinned" }, ...failureResponses },
})

const unpinRoute = createRoute({
  method: "delete",
  path: "/environments/{name}/pin",
  request: { params: nameParameter },
  responses: { 204: { description: "Its time counts again" }, ...failureResponses },
})

const extendRoute = createRoute({
  method: "post",
  path: "/environments/{name}/extend",
  request: {
    params: nameParameter,
    body: { content: jsonContent(z.object({ duration: z.number().int().positive().max(LONGEST).nullable() })) },
  },
  responses: {
    200: { description: "When it ends now", content: jsonContent(z.object({ expiresAt: z.number().nullable() })) },
    ...failureResponses,
  },
})

const destroyRoute = createRoute({
  method: "delete",
  path: "/environments/{name}",
  request: { params: nameParameter, query: z.object({ force: z.enum(["true", "false"]).default("false") }) },
  responses: { 204: { description: "Gone" }, ...failureResponses },
})

const logRoute = createRoute({
  method: "get",
  path: "/environments/{name}/services/{service}/log",
  request: {
    params: nameParameter.extend({ service: z.string().max(40) }),
    query: z.object({
      lines: z.coerce.number().int().min(0).max(10_000).default(100),
      follow: z.enum(["true", "false"]).default("false"),
    }),
  },
  responses: { 200: { description: "Lines of the service's log", content: streamContent }, ...failureResponses },
})

export function environmentRoutes(context: ApiContext): Api {
  const { ports, dispatcher } = context
  return newApi()
    .openapi(statusRoute, async (c) => c.json(await readStatus(ports), 200))
    .openapi(rollbackRoute, async (c) => {
      const environment = await findEnvironment(ports, c.req.valid("param").name)
      if (!environment.ok) return answerFailure(c, environment.failure) as never
      const { reason } = c.req.valid("json")
      const rolled = await requestRollback(ports, environment.value.name, { person: c.get("person"), reason })
      if (!rolled.ok) return answerFailure(c, rolled.failure) as never
      return streamProgress(c, context, restOf(context, rolled.value.id)) as never
    })
    .openapi(holdRoute, async (c) => {
      const wanted = { environment: c.req.valid("param").name, ...c.req.valid("json"), person: c.get("person") }
      const held = await hold(ports, wanted)
      if (!held.ok) return answerFailure(c, held.failure) as never
      return c.json(held.value, 200)
    })
    .openapi(resumeRoute, async (c) => {
      const resumed = await resume(ports, c.req.valid("param").name, c.get("person"))
      if (!resumed.ok) return answerFailure(c, resumed.failure) as never
      dispatcher.wake()
      return c.body(null, 204)
    })
    .openapi(verifyRoute, async (c) => {
      const asked = await verifyAgain(ports, c.req.valid("param").name, c.get("person"))
      if (!asked.ok) return answerFailure(c, asked.failure) as never
      return streamProgress(c, context, restOf(context, asked.value.id)) as never
    })
    .openapi(pinRoute, async (c) => {
      const { reason } = c.req.valid("json")
      const pinned = await pinPreview(ports, c.req.valid("param").name, { person: c.get("person"), reason })
      return pinned.ok ? c.body(null, 204) : (answerFailure(c, pinned.failure) as never)
    })
    .openapi(unpinRoute, async (c) => {
      const unpinned = await unpinPreview(ports, c.req.valid("param").name, c.get("person"))
      if (!unpinned.ok) return answerFailure(c, unpinned.failure) as never
      await dispatcher.reconcile()
      return c.body(null, 204)
    })
    .openapi(extendRoute, async (c) => {
      const { duration } = c.req.valid("json")
      const extended = await extendPreview(ports, c.req.valid("param").name, { person: c.get("person"), duration })
      if (!extended.ok) return answerFailure(c, extended.failure) as never
      return c.json({ expiresAt: extended.value.expiresAt }, 200)
    })
    .openapi(destroyRoute, async (c) => {
      const force = c.req.valid("query").force === "true"
      const allowed = force ? await requireOwner(ports, c.get("person")) : ({ ok: true } as const)
      if (!allowed.ok) return answerFailure(c, allowed.failure) as never
      const { name } = c.req.valid("param")
      const asked = await requestDestroy(ports, name, { person: c.get("person"), force })
      if (!asked.ok) return answerFailure(c, asked.failure) as never
      dispatcher.wake()
      const stuck = await untilGone(context, name)
      return stuck === null ? c.body(null, 204) : (answerFailure(c, stuck) as never)
    })
    .openapi(logRoute, async (c) => {
      const { name, service } = c.req.valid("param")
      const { lines, follow } = c.req.valid("query")
      const environment = await findEnvironment(ports, name)
      if (!environment.ok) return answerFailure(c, environment.failure) as never
      const owner = { environment: environment.value.name, service }
      const known = await ports.store.environments.addresses(owner.environment)
      if (!known.some((address) => address.service === service)) {
        const hint = known.length > 0 ? `there are ${known.map((one) => one.service).join(", ")}` : "nothing runs there"
        const message = `'${name}' has no service '${service}'`
        return answerFailure(c, { reason: "service-unknown", message, hint }) as never
      }
      return streamNdjson(c, async function* (signal) {
        for (const text of await ports.target.logLines(owner, lines)) yield { text }
        if (follow === "true") for await (const text of ports.target.followLog(owner, signal)) yield { text }
        yield { end: {} }
      }) as never
    })
}

/** What keeps it from going, if something does: that is tried again, for as long as it takes. */
async function untilGone({ ports: { store } }: ApiContext, name: string): Promise<Failure | null> {
  for (;;) {
    if (!(await store.environments.get(name))) return null
    const left = (await store.resources.list(name)).find(({ note }) => note !== null)
    if (left) {
      const hint = "it is being taken down, and this is tried again by itself"
      return failure("resource-unavailable", `${left.resource} of ${name}: ${left.note}`, { hint })
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
