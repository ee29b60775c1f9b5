import { createRoute, z } from "@hono/zod-openapi"
import { traceRelease } from "../../app/server/trace-release.ts"
import { terminalStatuses } from "../../core/shared/status.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { runSchema } from "./run-schema.ts"
import { failureResponses, jsonContent, nameParameter, promotionSchema } from "./schemas.ts"

const status = z.enum(["waiting", "running", ...terminalStatuses])

const traceSchema = z
  .object({
    release: z.string(),
    createdAt: z.number(),
    names: z
      .array(
        z.object({
          name: z.string(),
          kind: z.enum(["candidate", "release"]),
          person: z.string().nullable(),
          createdAt: z.number(),
        }),
      )
      .readonly(),
    commits: z
      .array(
        z.object({
          commit: z.string(),
          author: z.string().nullable(),
          subject: z.string().nullable(),
          at: z.number().nullable(),
        }),
      )
      .readonly(),
    events: z
      .array(
        z.object({
          seq: z.number().int(),
          ref: z.string(),
          commit: z.string().nullable(),
          person: z.string().nullable(),
          acceptedAt: z.number(),
          status: z.enum(["accepted", "handled", "refused", "errored"]),
          note: z.string().nullable(),
        }),
      )
      .readonly(),
    runs: z.array(runSchema).readonly().describe("Those that built it, then those that ran against it"),
    images: z.array(z.object({ service: z.string(), image: z.string() })).readonly(),
    evidence: z
      .array(
        z.object({
          statement: z.string(),
          subject: z.string().describe("Digest of the image"),
          predicateType: z.string(),
          signer: z.string(),
          status: z.enum(terminalStatuses),
          recordedAt: z.number(),
        }),
      )
      .readonly(),
    promotions: z.array(promotionSchema).readonly(),
    deployments: z
      .array(
        z.object({
          id: z.number().int(),
          environment: z.string(),
          commit: z.string(),
          kind: z.enum(["promotion", "rollback"]),
          promotion: z.number().nullable(),
          person: z.string().nullable(),
          status,
          verification: status.nullable(),
          createdAt: z.number(),
          endedAt: z.number().nullable(),
          message: z.string().nullable(),
        }),
      )
      .readonly(),
    acts: z
      .array(
        z.object({
          statement: z.string(),
          act: z.enum(["approval", "override", "rejection"]),
          person: z.string(),
          environment: z.string().nullable(),
          gate: z.string().nullable(),
          isTakenBack: z.boolean(),
          at: z.number(),
        }),
      )
      .readonly()
      .describe("What people have signed about it"),
  })
  .openapi("ReleaseTrace")

const traceRoute = createRoute({
  method: "get",
  path: "/releases/{name}/trace",
  request: { params: nameParameter },
  responses: {
    200: { description: "Its way from commits to environments, with times", content: jsonContent(traceSchema) },
    ...failureResponses,
  },
})

/** Where a release comes from, and where it went. */
export function traceRoutes({ ports }: ApiContext): Api {
  return newApi().openapi(traceRoute, async (c) => {
    const traced = await traceRelease(ports, c.req.valid("param").name)
    if (!traced.ok) return answerFailure(c, traced.failure) as never
    const deployments = traced.value.deployments.map((deployment) => {
      const { id, environment, commit, kind, promotion, person, status, verification, createdAt, endedAt, message } =
        deployment
      return { id, environment, commit, kind, promotion, person, status, verification, createdAt, endedAt, message }
    })
    return c.json({ ...traced.value, deployments }, 200)
  })
}
