import { z } from "zod"
import { MOST_IDENTITIES } from "./analysis-findings.ts"

/** 24 hex digits: enough to tell ten thousand findings apart. */
export const identitySchema = z.string().regex(/^[0-9a-f]{24}$/, "an identity")

export const identitiesSchema = z
  .record(identitySchema, z.number().int().min(1))
  .refine((identities) => Object.keys(identities).length <= MOST_IDENTITIES, "too many identities")
