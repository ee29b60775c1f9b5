import { createRoute, z } from "@hono/zod-openapi"
import { planChoice } from "../../app/server/plan-choice.ts"
import { planPromotion } from "../../app/server/plan-promotion.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { choiceBody, commitLineSchema, failureResponses, jsonContent } from "./schemas.ts"
import { explanationSchema, plainExplanation } from "./why-routes.ts"

const changeSchema = z.object({
  services: z
    .array(
      z.object({
        service: z.string(),
        change: z.enum(["added", "image", "run", "unchanged", "removed"]),
        from: z.string().nullable(),
        to: z.string().nullable(),
        isMocked: z.boolean(),
      }),
    )
    .readonly()
    .describe("In the order in which they are started"),
  variables: z
    .array(z.object({ name: z.string(), from: z.string().nullable(), to: z.string().nullable() }))
    .readonly()
    .describe("Those that change"),
  secrets: z
    .array(z.object({ name: z.string(), change: z.enum(["added", "changed", "removed"]) }))
    .readonly()
    .describe("Those whose values change; what they are is told to nobody"),
})

const commitsSchema = z
  .object({
    brings: z.array(commitLineSchema).readonly().describe("Commits that come with it, newest first"),
    takesBack: z.array(commitLineSchema).readonly().describe("Commits that run now and would not any more"),
    isCut: z.boolean().describe("Whether there are more than are told of"),
  })
  .nullable()
  .describe("Compared with what runs; null where git cannot tell")

const deploymentPlanSchema = z.object({
  commits: commitsSchema,
  change: changeSchema,
  missingSecrets: z.array(z.string()).readonly().describe("Without a value: the deployment would fail"),
  resources: z
    .array(
      z.object({
        resource: z.string(),
        kind: z.enum(["postgres", "redis"]),
        isNew: z.boolean(),
        secrets: z.array(z.string()).readonly().describe("Names of variables; their values are told to nobody"),
        migrate: z.string().nullable(),
      }),
    )
    .readonly(),
  target: z.object({ name: z.string(), kind: z.string() }),
  strategy: z.string(),
  standsBy: z.boolean().describe("Whether it stands by until a person switches"),
  verify: z.array(z.string()).readonly(),
  after: z.array(z.string()).readonly(),
  fallsBack: z.boolean(),
  undo: z
    .object({ release: z.string(), commit: z.string(), names: z.array(z.string()).readonly() })
    .nullable()
    .describe("What a rollback would restore"),
})

const planSchema = deploymentPlanSchema.extend({ explanation: explanationSchema }).openapi("PromotionPlan")

const choicePlanSchema = deploymentPlanSchema
  .extend({
    release: z.string(),
    environment: z.string(),
    isMixture: z.boolean().describe("No single commit has built these images; such a release goes no further"),
    gates: z.array(z.string()).readonly().describe("Gates that it would have to pass"),
    pinned: z.string().nullable(),
  })
  .openapi("ChoicePlan")

const choicePlanRoute = createRoute({
  method: "post",
  path: "/deployments/plan",
  request: { body: { content: jsonContent(choiceBody) } },
  responses: {
    200: { description: "What a choice would do; nothing is asked for by it", content: jsonContent(choicePlanSchema) },
    ...failureResponses,
  },
})

const planRoute = createRoute({
  method: "get",
  path: "/promotions/plan",
  request: { query: z.object({ release: z.string().min(1).max(200), environment: z.string().min(1).max(200) }) },
  responses: {
    200: { description: "What a promotion would do; nothing is asked for by it", content: jsonContent(planSchema) },
    ...failureResponses,
  },
})

/** What a promotion would do, and what a choice would. */
export function promotionPlanRoutes({ ports }: ApiContext): Api {
  return newApi()
    .openapi(planRoute, async (c) => {
      const planned = await planPromotion(ports, c.req.valid("query"), c.get("person"))
      if (!planned.ok) return answerFailure(c, planned.failure) as never
      const { explanation, ...rest } = planned.value
      return c.json({ explanation: plainExplanation(explanation), ...rest }, 200)
    })
    .openapi(choicePlanRoute, async (c) => {
      const planned = await planChoice(ports, c.req.valid("json"))
      return planned.ok ? c.json(planned.value, 200) : (answerFailure(c, planned.failure) as never)
    })
}
