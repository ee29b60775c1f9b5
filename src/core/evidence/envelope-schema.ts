import { z } from "zod"
import type { Envelope } from "./envelope.ts"

const base64Schema = z.string().refine(isCanonicalBase64, "base64 with padding")

export const envelopeSchema = z.looseObject({
  payloadType: z.string().max(255),
  payload: base64Schema,
  signatures: z.tuple([z.looseObject({ keyid: z.string().max(200).default(""), sig: base64Schema })]),
}) satisfies z.ZodType<Envelope>

/** One text per content: `Buffer` reads much that is not base64, and padding bits that say nothing. */
function isCanonicalBase64(text: string): boolean {
  return Buffer.from(text, "base64").toString("base64") === text
}
