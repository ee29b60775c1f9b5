import { createRoute, z } from "@hono/zod-openapi"
import { planActs } from "../../app/server/acts/plan-acts.ts"
import { actNames } from "../../app/server/acts/planned-act.ts"
import { listCandidates } from "../../app/server/list-candidates.ts"
import type { Failure } from "../../core/shared/failure.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import {
  commitLineSchema,
  failureResponses,
  failureSchema,
  jsonContent,
  nameParameter,
  promotionSchema,
} from "./schemas.ts"

const actSchema = z
  .object({
    act: z.enum(actNames),
    gate: z.string().nullable().describe("Of approvals and overrides"),
    reason: z.enum(["needed", "possible", "none"]).describe("Whether one has to be given with it, or may be"),
    refused: failureSchema.shape.failure
      .omit({ log: true })
      .nullable()
      .describe("Why it would be refused, and whom to ask; null where it would be done"),
    effects: z.array(z.string()).readonly().describe("What would happen, a sentence each"),
  })
  .openapi("PlannedAct")

const actsRoute = createRoute({
  method: "get",
  path: "/acts",
  request: {
    query: z.object({ environment: z.string().min(1).max(200), release: z.string().min(1).max(200).optional() }),
  },
  responses: {
    200: {
      description: "What whoever asks could do about an environment, and a release in it; nothing is done by asking",
      content: jsonContent(
        z
          .object({ environment: z.string(), person: z.string(), acts: z.array(actSchema).readonly() })
          .openapi("PlannedActs"),
      ),
    },
    ...failureResponses,
  },
})

const candidateSchema = commitLineSchema
  .extend({
    release: z.string(),
    names: z.array(z.string()).readonly(),
    sources: z.array(z.string()).readonly().describe("Why it is one, in words"),
    promotion: promotionSchema.pick({ id: true, state: true, note: true, person: true }).nullable(),
    rejected: z.object({ person: z.string(), reason: z.string(), at: z.number() }).nullable(),
    images: z.record(z.string(), z.string()),
    mocks: z.array(z.string()).readonly().describe("Services that could run their mock; none unless people choose"),
  })
  .openapi("Candidate")

const candidatesRoute = createRoute({
  method: "get",
  path: "/environments/{name}/candidates",
  request: { params: nameParameter },
  responses: {
    200: {
      description: "What could enter next: what wants in first, then by commit, newest first",
      content: jsonContent(
        z
          .object({
            environment: z.string(),
            isFree: z.boolean().describe("Whether people choose what runs there, service by service"),
            serving: z.string().nullable(),
            candidates: z.array(candidateSchema).readonly(),
          })
          .openapi("Candidates"),
      ),
    },
    ...failureResponses,
  },
})

/** What could be done, before anybody does it. */
export function actRoutes({ ports }: ApiContext): Api {
  return newApi()
    .openapi(actsRoute, async (c) => {
      const { environment, release = null } = c.req.valid("query")
      const planned = await planActs(ports, { environment, release }, c.get("person"))
      if (!planned.ok) return answerFailure(c, planned.failure) as never
      const acts = planned.value.acts.map(({ refused, ...act }) => ({
        ...act,
        refused: refused && plainRefusal(refused),
      }))
      return c.json({ ...planned.value, acts }, 200)
    })
    .openapi(candidatesRoute, async (c) => {
      const listed = await listCandidates(ports, c.req.valid("param").name)
      return listed.ok ? c.json(listed.value, 200) : (answerFailure(c, listed.failure) as never)
    })
}

function plainRefusal({ reason, message, hint }: Failure) {
  return { reason, message, ...(hint !== undefined && { hint }) }
}
