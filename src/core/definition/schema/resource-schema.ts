import { z } from "zod"
import { notYet } from "./not-yet.ts"
import { commandSchema, pathSchema, timeoutSchema } from "./primitives.ts"

const seedSchema = z.union([
  commandSchema,
  z.strictObject({
    sql: pathSchema.describe("File of SQL statements in the repository, run as the environment's role"),
  }),
])

const postgresSchema = z.strictObject({
  kind: z.literal("postgres").describe("PostgreSQL database"),
  isolate: z
    .enum(["schema", "prefix", "database"])
    .default("schema")
    .describe("What each environment gets of its own, besides a role with a password"),
  seed: seedSchema.optional().describe("Fills it, once, when it was made: a command, or a file of SQL"),
  migrate: commandSchema.optional().describe("Command, run by `sh -c` before a release that was promoted starts"),
  timeout: timeoutSchema.default(10 * 60_000).describe("After it `seed` or `migrate` is stopped, and nothing deployed"),
})

const redisSchema = z.strictObject({
  kind: z.literal("redis").describe("Redis"),
  isolate: z
    .enum(["prefix", "database"])
    .default("prefix")
    .describe("What each environment gets of its own, besides a user with a password"),
})

/** What services keep their data in, on a server that environments share. */
export const resourceSchema = z.discriminatedUnion("kind", [
  postgresSchema,
  redisSchema,
  z.strictObject({
    kind: notYet(z.literal("s3"), "give its address under the environment's `variables`").describe("S3 bucket"),
  }),
])

export type ResourceDefinition = z.output<typeof resourceSchema>
export type SeedDefinition = z.output<typeof seedSchema>
