import { createRoute, z } from "@hono/zod-openapi"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, idParameter, jsonContent, streamContent } from "./schemas.ts"
import { streamNdjson } from "./stream-lines.ts"

/** Log chunks read from the store at a time. */
const CHUNKS = 200

const listRoute = createRoute({
  method: "get",
  path: "/runs",
  responses: {
    200: { description: "Newest first, with their jobs", content: jsonContent(z.array(z.unknown())) },
    ...failureResponses,
  },
})

const logRoute = createRoute({
  method: "get",
  path: "/runs/{id}/log",
  request: { params: idParameter, query: z.object({ job: z.string().max(100).optional() }) },
  responses: { 200: { description: "Chunks of the jobs' logs", content: streamContent }, ...failureResponses },
})

export function runRoutes({ ports }: ApiContext): Api {
  return newApi()
    .openapi(listRoute, async (c) => {
      const runs = await ports.store.runs.latest(30)
      return c.json(
        await Promise.all(runs.map(async (run) => ({ ...run, jobs: await ports.store.runs.jobs(run.id) }))),
        200,
      )
    })
    .openapi(logRoute, async (c) => {
      const { id } = c.req.valid("param")
      const { job } = c.req.valid("query")
      if (!(await ports.store.runs.get(id))) {
        return answerFailure(c, {
          reason: "release-unknown",
          message: `there is no run ${id}`,
          hint: "slipway runs",
        }) as never
      }
      return streamNdjson(c, async function* () {
        for (let after = 0; ; ) {
          const chunks = await ports.store.runs.readLog(id, {
            ...(job === undefined ? {} : { job }),
            after,
            limit: CHUNKS,
          })
          for (const chunk of chunks) yield { job: chunk.job, text: chunk.text }
          const last = chunks.at(-1)
          if (!last || chunks.length < CHUNKS) break
          after = last.id
        }
        yield { end: {} }
      }) as never
    })
}
