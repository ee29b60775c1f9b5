import { createRoute, z } from "@hono/zod-openapi"
import { explainPromotion, type PromotionExplanation } from "../../app/server/explain-promotion.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, gateAnswerSchema, jsonContent, plainAnswer, promotionSchema } from "./schemas.ts"

const wayInSchema = z
  .object({
    trigger: z.string().describe("What brings a release in by this way, in words"),
    whyNot: z.string().nullable().describe("Why the way is not for this release; null where it is"),
    gates: z.array(gateAnswerSchema),
    open: z.boolean(),
    earliest: z.number().nullable().describe("When all gates could be open if people act now"),
  })
  .openapi("WayIn")

export const explanationSchema = z
  .object({
    release: z.string(),
    commit: z.string(),
    environment: z.string(),
    names: z.array(z.string()),
    isServing: z.boolean(),
    pinned: z.string().nullable(),
    promotion: z.union([promotionSchema, z.null()]).describe("The newest one of this release to there"),
    waysIn: z.array(wayInSchema),
    now: z.number().describe("The server's time"),
  })
  .openapi("PromotionExplanation")

const whyRoute = createRoute({
  method: "get",
  path: "/why",
  request: { query: z.object({ release: z.string().min(1).max(200), environment: z.string().min(1).max(200) }) },
  responses: {
    200: {
      description: "Every gate of every way in, as things stand now; nothing is asked for by it",
      content: jsonContent(explanationSchema),
    },
    ...failureResponses,
  },
})

/** Why a release may enter an environment, or not. */
export function whyRoutes({ ports }: ApiContext): Api {
  return newApi().openapi(whyRoute, async (c) => {
    const explained = await explainPromotion(ports, c.req.valid("query"))
    if (!explained.ok) return answerFailure(c, explained.failure) as never
    return c.json(plainExplanation(explained.value), 200)
  })
}

/** An explanation as the framework types it. */
export function plainExplanation({ names, waysIn, ...rest }: PromotionExplanation) {
  const plainWays = waysIn.map((way) => ({ ...way, gates: way.gates.map(plainAnswer) }))
  return { ...rest, names: [...names], waysIn: plainWays }
}
