import { z } from "zod"
import { commandSchema, durationSchema, pathSchema, timeoutSchema, variableNameSchema } from "./primitives.ts"

const commandGateObjectSchema = z.strictObject({
  run: commandSchema.describe(
    "Command, run by `sh -c` in a checkout of the protected branch. 0: it is met; 75: not yet; any other: it has failed",
  ),
  directory: pathSchema.default(".").describe("Where it runs; default: the repository's root"),
  env: z.record(variableNameSchema, z.string()).default({}).describe("Its environment, besides PATH and HOME"),
  secrets: z
    .array(variableNameSchema)
    .default([])
    .describe("Secrets of the environment that it gets (`slipway secret set`), masked in all output"),
  timeout: timeoutSchema.default(5 * 60_000).describe("After it the command is stopped and errored"),
  every: durationSchema.default(60_000).describe("How long after 'not yet' it is asked again"),
})

/** What a gate's command is, or its command alone. */
export const commandGateSchema = z.union([
  commandSchema.transform((run) => commandGateObjectSchema.parse({ run })),
  commandGateObjectSchema,
])

export type CommandRule = z.output<typeof commandGateObjectSchema>
