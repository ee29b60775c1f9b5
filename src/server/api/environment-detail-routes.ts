import { createRoute, z } from "@hono/zod-openapi"
import { environmentHistory, showEnvironment } from "../../app/server/show-environment.ts"
import { terminalStatuses } from "../../core/shared/status.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent, nameParameter } from "./schemas.ts"
import { columnSchema } from "./status-schema.ts"

/** Also for deployments that stand by, which have not ended. */
const deploymentStatus = z.enum(["waiting", "running", ...terminalStatuses])

const detailsSchema = z
  .object({
    column: columnSchema,
    variables: z.record(z.string(), z.string()).describe("Of what runs there"),
    secrets: z.array(z.string()).readonly().describe("Names; their values are told to nobody"),
    target: z.string().nullable(),
    strategy: z.string().nullable(),
    drift: z.array(z.string()).readonly().describe("What another deployment of the same release would change"),
    isDriftKnown: z.boolean(),
  })
  .openapi("EnvironmentDetails")

const pastDeploymentSchema = z
  .object({
    id: z.number().int(),
    version: z.string(),
    release: z.string(),
    commit: z.string(),
    kind: z.enum(["promotion", "rollback"]),
    person: z.string().nullable(),
    status: deploymentStatus,
    verification: deploymentStatus.nullable(),
    createdAt: z.number(),
    endedAt: z.number().nullable(),
    message: z.string().nullable(),
  })
  .openapi("PastDeployment")

const showRoute = createRoute({
  method: "get",
  path: "/environments/{name}",
  request: { params: nameParameter },
  responses: {
    200: {
      description: "What it brings to what runs there, and how that has drifted",
      content: jsonContent(detailsSchema),
    },
    ...failureResponses,
  },
})

const historyRoute = createRoute({
  method: "get",
  path: "/environments/{name}/deployments",
  request: {
    params: nameParameter,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(20),
      before: z.coerce.number().int().positive().optional().describe("Only deployments with a smaller number"),
    }),
  },
  responses: {
    200: { description: "Newest first", content: jsonContent(z.array(pastDeploymentSchema)) },
    ...failureResponses,
  },
})

/** One environment, and what became of it. */
export function environmentDetailRoutes({ ports }: ApiContext): Api {
  return newApi()
    .openapi(showRoute, async (c) => {
      const shown = await showEnvironment(ports, c.req.valid("param").name)
      return shown.ok ? c.json(shown.value, 200) : (answerFailure(c, shown.failure) as never)
    })
    .openapi(historyRoute, async (c) => {
      const { limit, before } = c.req.valid("query")
      return c.json([...(await environmentHistory(ports, c.req.valid("param").name, { limit, before }))], 200)
    })
}
