import { createRoute, z } from "@hono/zod-openapi"
import type { MiddlewareHandler } from "hono"
import { streamSSE } from "hono/streaming"
import { type Api, type ApiContext, newApi } from "./api-context.ts"
import { failureResponses } from "./schemas.ts"
import { personAsking } from "./token-check.ts"

/** Milliseconds between signs of life; at each it is looked whether who listens still may. */
const ALIVE_EVERY = 10_000

const eventsRoute = createRoute({
  method: "get",
  path: "/events",
  responses: {
    200: {
      description:
        "Server-sent events, for as long as somebody listens. `status`: what GET /status answers has changed, or it is the first; its data is `{ digest }`. `run`: something of a run, or of the logs of these jobs, is new; its data is `{ run, logs }`. `alive`: nothing has",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...failureResponses,
  },
})

/** Looks at the matrix again after every request that may have changed it. */
export function changeNotice({ statusWatch }: ApiContext): MiddlewareHandler {
  return async (c, next) => {
    await next()
    if (c.req.method !== "GET") statusWatch.touch()
  }
}

/** What changes, as it does. It says that something is new, not what: who reads after every connection misses nothing. */
export function eventRoutes(context: ApiContext): Api {
  return newApi().openapi(
    eventsRoute,
    (c) =>
      streamSSE(c, async (stream) => {
        const send = (event: string, data: object) => stream.writeSSE({ event, data: JSON.stringify(data) })
        const unlisten = context.statusWatch.listen((digest) => void send("status", { digest }))
        const unfollow = context.ports.runNotices.follow((notice) => void send("run", notice))
        stream.onAbort(unlisten)
        stream.onAbort(unfollow)
        try {
          while (!stream.aborted && (await personAsking(c, context)).ok) {
            await send("alive", {})
            await stream.sleep(ALIVE_EVERY)
          }
        } finally {
          unlisten()
          unfollow()
        }
      }) as never,
  )
}
