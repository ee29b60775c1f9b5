import { createRoute, z } from "@hono/zod-openapi"
import { type Approved, approve } from "../../app/server/approve.ts"
import { askGate } from "../../app/server/ask-gate.ts"
import { overrideGate } from "../../app/server/override-gate.ts"
import { revokeApproval } from "../../app/server/revoke-approval.ts"
import { revokeOverride } from "../../app/server/revoke-override.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, gateAnswerSchema, jsonContent, plainAnswer } from "./schemas.ts"

const place = z.object({ release: z.string().min(1).max(200), environment: z.string().min(1).max(200) })
const approveBody = place.extend({
  gate: z.string().max(40).nullable().default(null),
  comment: z.string().max(2000).nullable().default(null),
})
const askBody = place.extend({ gate: z.string().min(1).max(40) })
const overrideBody = place.extend({ gate: z.string().min(1).max(40), reason: z.string().min(1).max(2000) })

const recorded = {
  description: "Recorded, with how the gates stand now",
  content: jsonContent(
    z.object({ gate: z.string(), promotion: z.number().int(), gates: z.array(gateAnswerSchema), open: z.boolean() }),
  ),
}

const approveRoute = createRoute({
  method: "post",
  path: "/approvals",
  request: { body: { content: jsonContent(approveBody) } },
  responses: { 201: recorded, ...failureResponses },
})

const revokeRoute = createRoute({
  method: "post",
  path: "/approvals/revoke",
  request: { body: { content: jsonContent(approveBody) } },
  responses: { 201: recorded, ...failureResponses },
})

const overrideRoute = createRoute({
  method: "post",
  path: "/overrides",
  request: { body: { content: jsonContent(overrideBody) } },
  responses: { 201: recorded, ...failureResponses },
})

const revokeOverrideRoute = createRoute({
  method: "post",
  path: "/overrides/revoke",
  request: { body: { content: jsonContent(overrideBody) } },
  responses: { 201: recorded, ...failureResponses },
})

const askRoute = createRoute({
  method: "post",
  path: "/gates/ask",
  request: { body: { content: jsonContent(askBody) } },
  responses: {
    201: {
      description: "The run that asks the command of the gate",
      content: jsonContent(z.object({ gate: z.string(), promotion: z.number().int(), run: z.number().int() })),
    },
    ...failureResponses,
  },
})

/** What people do to gates. The caller is the person that the token belongs to. */
export function gateActRoutes({ ports, dispatcher }: ApiContext): Api {
  return newApi()
    .openapi(approveRoute, async (c) => {
      const approved = await approve(ports, c.req.valid("json"), c.get("person"))
      if (!approved.ok) return answerFailure(c, approved.failure) as never
      dispatcher.wake()
      return c.json(plainAct(approved.value), 201)
    })
    .openapi(revokeRoute, async (c) => {
      const revoked = await revokeApproval(ports, c.req.valid("json"), c.get("person"))
      if (!revoked.ok) return answerFailure(c, revoked.failure) as never
      dispatcher.wake()
      return c.json(plainAct(revoked.value), 201)
    })
    .openapi(overrideRoute, async (c) => {
      const overridden = await overrideGate(ports, c.req.valid("json"), c.get("person"))
      if (!overridden.ok) return answerFailure(c, overridden.failure) as never
      dispatcher.wake()
      return c.json(plainAct(overridden.value), 201)
    })
    .openapi(revokeOverrideRoute, async (c) => {
      const revoked = await revokeOverride(ports, c.req.valid("json"), c.get("person"))
      if (!revoked.ok) return answerFailure(c, revoked.failure) as never
      dispatcher.wake()
      return c.json(plainAct(revoked.value), 201)
    })
    .openapi(askRoute, async (c) => {
      const asked = await askGate(ports, c.req.valid("json"), c.get("person"))
      if (!asked.ok) return answerFailure(c, asked.failure) as never
      dispatcher.wake()
      return c.json(asked.value, 201)
    })
}

function plainAct({ gate, promotion, judgement }: Approved) {
  return { gate, promotion, gates: judgement.answers.map(plainAnswer), open: judgement.open }
}
