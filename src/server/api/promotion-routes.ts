import { createRoute, z } from "@hono/zod-openapi"
import { deployChoice } from "../../app/server/deploy-choice.ts"
import { judgePromotion } from "../../app/server/judge-promotion.ts"
import { promote } from "../../app/server/promote.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import {
  choiceBody,
  failureResponses,
  gateAnswerSchema,
  idParameter,
  jsonContent,
  plainAnswer,
  promotionSchema,
  streamContent,
} from "./schemas.ts"
import { streamProgress } from "./stream-lines.ts"

const askedSchema = z.object({ promotion: promotionSchema, gates: z.array(gateAnswerSchema), open: z.boolean() })

const promoteBody = z.object({ release: z.string().min(1).max(200), environment: z.string().min(1).max(200) })

const deployRoute = createRoute({
  method: "post",
  path: "/deployments",
  request: { body: { content: jsonContent(choiceBody) } },
  responses: {
    202: { description: "Asked for, as it was chosen", content: jsonContent(askedSchema) },
    ...failureResponses,
  },
})

const promoteRoute = createRoute({
  method: "post",
  path: "/promotions",
  request: { body: { content: jsonContent(promoteBody) } },
  responses: {
    202: {
      description: "Asked for; goes ahead once its gates are open",
      content: jsonContent(askedSchema),
    },
    ...failureResponses,
  },
})

const progressRoute = createRoute({
  method: "get",
  path: "/promotions/{id}/progress",
  request: { params: idParameter },
  responses: { 200: { description: "Progress until it rests", content: streamContent }, ...failureResponses },
})

export function promotionRoutes(context: ApiContext): Api {
  const { ports, dispatcher } = context
  return newApi()
    .openapi(promoteRoute, async (c) => {
      const promoted = await promote(ports, c.req.valid("json"), c.get("person"))
      if (!promoted.ok) return answerFailure(c, promoted.failure) as never
      dispatcher.wake()
      const { promotion, judgement } = promoted.value
      return c.json({ promotion, gates: judgement.answers.map(plainAnswer), open: judgement.open }, 202)
    })
    .openapi(deployRoute, async (c) => {
      const asked = await deployChoice(ports, c.req.valid("json"), c.get("person"))
      if (!asked.ok) return answerFailure(c, asked.failure) as never
      dispatcher.wake()
      const { promotion, judgement } = asked.value
      return c.json({ promotion, gates: judgement.answers.map(plainAnswer), open: judgement.open }, 202)
    })
    .openapi(progressRoute, async (c) => {
      const { id } = c.req.valid("param")
      const read = () => ports.store.promotions.get(id)
      if (!(await read())) {
        return answerFailure(c, { reason: "release-unknown", message: `there is no promotion ${id}` }) as never
      }
      const isSettled = () => dispatcher.isPromotionSettled(id)
      const end = async () => {
        const promotion = await read()
        const judged = promotion && (await judgePromotion(ports, promotion))
        const deployment = promotion && (await deploymentOf(context, promotion.environment, id))
        return { promotion, deployment, gates: judged?.ok ? judged.value.answers : [] }
      }
      return streamProgress(c, context, { topic: `promotion:${id}`, isSettled, end }) as never
    })
}

async function deploymentOf({ ports }: ApiContext, environment: string, promotion: number) {
  const deployments = await ports.store.environments.deployments(environment, 100)
  return deployments.find((deployment) => deployment.promotion === promotion) ?? null
}
