import { z } from "zod"
import { notYet } from "./not-yet.ts"
import {
  commandSchema,
  durationSchema,
  globSchema,
  nameSchema,
  pathSchema,
  percentSchema,
  variableNameSchema,
} from "./primitives.ts"

/** Far below the 24.8 days that a timer of the platform can count. */
const LONGEST_TIMEOUT = 24 * 3_600_000

/** A job beside this one, or `<package or service>:<job>`. */
export const jobReferenceSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(:[a-z][a-z0-9-]*)?$/, "a job is named `job`, or `service:job` elsewhere")

const reportsSchema = z.strictObject({
  coverage: pathSchema.optional().describe("Line coverage in lcov format"),
  junit: notYet(pathSchema, "leave it out: the job's own output is kept")
    .optional()
    .describe("Test results as JUnit XML"),
  sarif: notYet(pathSchema, "leave it out: the job's own output is kept")
    .optional()
    .describe("Analysis results as SARIF"),
})

const jobObjectSchema = z.strictObject({
  run: commandSchema.describe("Command, run by `sh -c` in the directory"),
  directory: pathSchema.optional().describe("Where it runs; default: the owner's directory"),
  needs: z.array(jobReferenceSchema).default([]).describe("Jobs that must succeed first"),
  env: z.record(variableNameSchema, z.string()).default({}).describe("The job's environment, besides PATH and HOME"),
  inputs: z
    .array(globSchema)
    .min(1)
    .optional()
    .describe("What it reads; default: all that git tracks in the directory"),
  outputs: z.array(globSchema).default([]).describe("What it leaves behind for jobs and images that need it"),
  reports: reportsSchema.optional(),
  coverage: z.strictObject({ lines: percentSchema }).optional().describe("Below it the job fails"),
  timeout: durationSchema
    .refine((milliseconds) => milliseconds <= LONGEST_TIMEOUT, "a job takes at most 24h")
    .default(30 * 60_000)
    .describe("Stopped after this time, and errored"),
  retries: z.number().int().min(0).max(5).default(0).describe("How often it is tried again"),
  retry: z.enum(["errored", "always"]).default("errored").describe("After which outcome it is tried again"),
  in: notYet(z.literal("image"), "run it on the checkout: leave `in` out").optional(),
  on: notYet(z.literal("deployed"), "use the environment's `verify`").optional(),
})

/** A job, or its command alone. */
export const jobSchema = z.union([commandSchema.transform((run) => jobObjectSchema.parse({ run })), jobObjectSchema])

export const jobsSchema = z.record(nameSchema, jobSchema)

export type JobDefinition = z.output<typeof jobObjectSchema>
