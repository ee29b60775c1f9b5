import { z } from "@hono/zod-openapi"
import type { GateAnswer } from "../../core/promotion/gate-answer.ts"

/** What every refused or failed request answers. */
export const failureSchema = z
  .object({
    failure: z.object({
      reason: z.string(),
      message: z.string(),
      hint: z.string().optional(),
      log: z.array(z.string()).optional(),
    }),
  })
  .openapi("Failure")

/** A stream of JSON objects, one a line: `{ "text": ... }`, and at its end `{ "end": ... }`. */
export const streamContent = { "application/x-ndjson": { schema: z.string() } } as const

export function jsonContent<S extends z.ZodType>(schema: S): { "application/json": { schema: S } } {
  return { "application/json": { schema } }
}

export const failureResponses = {
  400: { description: "What was given is wrong", content: jsonContent(failureSchema) },
  401: { description: "No valid token", content: jsonContent(failureSchema) },
  403: { description: "Not allowed", content: jsonContent(failureSchema) },
  404: { description: "There is no such thing", content: jsonContent(failureSchema) },
  409: { description: "Refused, with the reason", content: jsonContent(failureSchema) },
  500: { description: "Nobody can tell", content: jsonContent(failureSchema) },
} as const

export const gateAnswerSchema = z
  .object({
    gate: z.string(),
    state: z.enum(["met", "waiting", "failed", "errored"]),
    sentence: z.string(),
    who: z.array(z.string()),
    opensAt: z.number().optional().describe("When it opens if nothing but time passes"),
    againAt: z.number().optional().describe("When its command is asked again"),
    evidence: z
      .array(z.object({ statement: z.string(), signer: z.string(), at: z.number() }))
      .optional()
      .describe("Signed statements that say so"),
    override: z
      .object({ person: z.string(), reason: z.string(), instead: z.string() })
      .optional()
      .describe("Who opened it against what it says"),
  })
  .openapi("GateAnswer")

/** A gate's answer as the framework types it: with arrays that could be written to. */
export function plainAnswer(answer: GateAnswer) {
  const { evidence, who, ...rest } = answer
  return { ...rest, who: [...who], ...(evidence && { evidence: evidence.map((one) => ({ ...one })) }) }
}

export const promotionSchema = z
  .object({
    id: z.number().int(),
    release: z.string(),
    commit: z.string(),
    environment: z.string(),
    person: z.string().nullable(),
    state: z.enum(["waiting", "deploying", "deployed", "failed", "superseded", "canceled"]),
    note: z.string().nullable(),
    createdAt: z.number(),
    choice: z
      .object({ mocks: z.array(z.string()).readonly(), parts: z.record(z.string(), z.string()).readonly() })
      .nullable(),
  })
  .openapi("Promotion")

/** A release where people choose, with services from others and with mocks. */
export const choiceBody = z.object({
  release: z.string().min(1).max(200),
  environment: z.string().min(1).max(200),
  services: z.record(z.string().min(1).max(200), z.string().min(1).max(200)).default({}),
  mocks: z.array(z.string().min(1).max(200)).max(100).default([]),
})

export const commitLineSchema = z
  .object({ commit: z.string(), author: z.string(), subject: z.string(), at: z.number() })
  .openapi("CommitLine")

export const idParameter = z.object({ id: z.coerce.number().int().positive() })
/** Names travel percent-encoded and are compared, never interpreted. */
export const nameParameter = z.object({ name: z.string().min(1).max(200) })
