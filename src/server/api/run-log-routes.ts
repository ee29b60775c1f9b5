import { createRoute, z } from "@hono/zod-openapi"
import { stream } from "hono/streaming"
import { findRun } from "../../app/server/find-run.ts"
import { findJob, readLogLines } from "../../app/server/read-log.ts"
import { outlineLog, searchLog } from "../../app/server/survey-log.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { logLinesSchema, logMatchesSchema, logOutlineSchema } from "./run-schema.ts"
import { failureResponses, idParameter, jsonContent, streamContent } from "./schemas.ts"
import { streamNdjson } from "./stream-lines.ts"

/** Log chunks read from the store at a time. */
const CHUNKS = 200

const jobParameter = idParameter.extend({ job: z.string().min(1).max(200) })

const logRoute = createRoute({
  method: "get",
  path: "/runs/{id}/log",
  request: { params: idParameter, query: z.object({ job: z.string().max(200).optional() }) },
  responses: { 200: { description: "Chunks of the jobs' logs", content: streamContent }, ...failureResponses },
})

const linesRoute = createRoute({
  method: "get",
  path: "/runs/{id}/jobs/{job}/lines",
  request: {
    params: jobParameter,
    query: z.object({
      from: z.coerce.number().int().min(0).default(0),
      count: z.coerce.number().int().min(1).max(1000).default(500),
    }),
  },
  responses: {
    200: { description: "Some lines of a job's log", content: jsonContent(logLinesSchema) },
    ...failureResponses,
  },
})

const textRoute = createRoute({
  method: "get",
  path: "/runs/{id}/jobs/{job}/text",
  request: { params: jobParameter },
  responses: {
    200: { description: "All that a job has printed, to be saved", content: { "text/plain": { schema: z.string() } } },
    ...failureResponses,
  },
})

const outlineRoute = createRoute({
  method: "get",
  path: "/runs/{id}/jobs/{job}/outline",
  request: { params: jobParameter },
  responses: {
    200: {
      description: "Its groups (::group::, ##[group]) and its first error",
      content: jsonContent(logOutlineSchema),
    },
    ...failureResponses,
  },
})

const matchesRoute = createRoute({
  method: "get",
  path: "/runs/{id}/jobs/{job}/matches",
  request: { params: jobParameter, query: z.object({ text: z.string().min(1).max(200) }) },
  responses: {
    200: {
      description: "Lines that contain a text, upper and lower case alike; a thousand at most",
      content: jsonContent(logMatchesSchema),
    },
    ...failureResponses,
  },
})

/** What jobs have printed: whole, or the part that somebody looks at. */
export function runLogRoutes({ ports }: ApiContext): Api {
  return newApi()
    .openapi(logRoute, async (c) => {
      const { id } = c.req.valid("param")
      const { job } = c.req.valid("query")
      const run = await findRun(ports, id)
      if (!run.ok) return answerFailure(c, run.failure) as never
      return streamNdjson(c, async function* () {
        for await (const chunk of eachChunk(ports, id, job)) yield { job: chunk.job, text: chunk.text }
        yield { end: {} }
      }) as never
    })
    .openapi(linesRoute, async (c) => {
      const { id, job } = c.req.valid("param")
      const read = await readLogLines(ports, { run: id, job }, c.req.valid("query"))
      return read.ok ? c.json(read.value, 200) : (answerFailure(c, read.failure) as never)
    })
    .openapi(textRoute, async (c) => {
      const { id, job } = c.req.valid("param")
      const found = await findJob(ports, { run: id, job })
      if (!found.ok) return answerFailure(c, found.failure) as never
      c.header("content-type", "text/plain; charset=utf-8")
      c.header("content-disposition", `attachment; filename="run-${id}-${job.replace(/[^\w.-]+/g, "-")}.log"`)
      c.header("x-content-type-options", "nosniff")
      return stream(c, async (output) => {
        for await (const { text } of eachChunk(ports, id, job)) await output.write(text)
      }) as never
    })
    .openapi(outlineRoute, async (c) => {
      const { id, job } = c.req.valid("param")
      const outline = await outlineLog(ports, { run: id, job })
      return outline.ok ? c.json(outline.value, 200) : (answerFailure(c, outline.failure) as never)
    })
    .openapi(matchesRoute, async (c) => {
      const { id, job } = c.req.valid("param")
      const found = await searchLog(ports, { run: id, job }, c.req.valid("query").text)
      return found.ok ? c.json(found.value, 200) : (answerFailure(c, found.failure) as never)
    })
}

async function* eachChunk({ store }: ApiContext["ports"], run: number, job: string | undefined) {
  for (let after = 0; ; ) {
    const of = job === undefined ? {} : { job }
    const chunks = await store.runs.readLog(run, { ...of, after, limit: CHUNKS })
    yield* chunks
    const last = chunks.at(-1)
    if (!last || chunks.length < CHUNKS) return
    after = last.id
  }
}
