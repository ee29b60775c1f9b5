import { createRoute, z } from "@hono/zod-openapi"
import { requestCancel } from "../../app/server/cancel-run.ts"
import { findRun } from "../../app/server/find-run.ts"
import { runAgain } from "../../app/server/run-again.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { runSchema, runWithJobsSchema } from "./run-schema.ts"
import { failureResponses, idParameter, jsonContent } from "./schemas.ts"

const listRoute = createRoute({
  method: "get",
  path: "/runs",
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(30),
      before: z.coerce.number().int().positive().optional().describe("Only runs with a smaller number: the next page"),
      jobs: z.enum(["true", "false"]).default("true").describe("false: none are told"),
    }),
  },
  responses: {
    200: { description: "Newest first, with their jobs", content: jsonContent(z.array(runWithJobsSchema)) },
    ...failureResponses,
  },
})

const showRoute = createRoute({
  method: "get",
  path: "/runs/{id}",
  request: { params: idParameter },
  responses: {
    200: { description: "A run with its jobs", content: jsonContent(runWithJobsSchema) },
    ...failureResponses,
  },
})

const againRoute = createRoute({
  method: "post",
  path: "/runs/{id}/again",
  request: { params: idParameter },
  responses: {
    201: { description: "The run that does it again", content: jsonContent(runSchema) },
    ...failureResponses,
  },
})

const cancelRoute = createRoute({
  method: "post",
  path: "/runs/{id}/cancel",
  request: { params: idParameter },
  responses: {
    202: { description: "Its jobs have been stopped; it ends as canceled", content: jsonContent(runSchema) },
    ...failureResponses,
  },
})

export function runRoutes({ ports, dispatcher }: ApiContext): Api {
  return newApi()
    .openapi(listRoute, async (c) => {
      const { limit, before, jobs } = c.req.valid("query")
      const runs = await ports.store.runs.latest(limit, before)
      const jobsOf = (run: number) => (jobs === "true" ? ports.store.runs.jobs(run) : [])
      return c.json(await Promise.all(runs.map(async (run) => ({ ...run, jobs: await jobsOf(run.id) }))), 200)
    })
    .openapi(showRoute, async (c) => {
      const run = await findRun(ports, c.req.valid("param").id)
      if (!run.ok) return answerFailure(c, run.failure) as never
      return c.json({ ...run.value, jobs: await ports.store.runs.jobs(run.value.id) }, 200)
    })
    .openapi(againRoute, async (c) => {
      const run = await runAgain(ports, c.req.valid("param").id, c.get("person"))
      if (!run.ok) return answerFailure(c, run.failure) as never
      dispatcher.wake()
      return c.json(run.value, 201)
    })
    .openapi(cancelRoute, async (c) => {
      const run = await requestCancel(ports, c.req.valid("param").id, c.get("person"))
      if (!run.ok) return answerFailure(c, run.failure) as never
      await dispatcher.stopRun(run.value)
      return c.json(run.value, 202)
    })
}
