import { z } from "@hono/zod-openapi"

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
  })
  .openapi("GateAnswer")

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
  })
  .openapi("Promotion")

export const idParameter = z.object({ id: z.coerce.number().int().positive() })
/** Names travel percent-encoded and are compared, never interpreted. */
export const nameParameter = z.object({ name: z.string().min(1).max(200) })
