import { z } from "zod"
import { notYet } from "./not-yet.ts"
import {
  commandSchema,
  globSchema,
  nameSchema,
  pathSchema,
  percentSchema,
  timeoutSchema,
  variableNameSchema,
} from "./primitives.ts"

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
  reports: reportsSchema.optional().describe("Files it writes that Slipway reads"),
  coverage: z
    .strictObject({ lines: percentSchema.describe("Percent of lines") })
    .optional()
    .describe("Below it the job fails"),
  timeout: timeoutSchema.default(30 * 60_000).describe("After it the job is stopped and errored"),
  retries: z.number().int().min(0).max(5).default(0).describe("How often it is tried again"),
  retry: z.enum(["errored", "always"]).default("errored").describe("After which outcome it is tried again"),
  in: notYet(z.literal("image"), "run it on the checkout: leave `in` out")
    .optional()
    .describe("Where it runs; default: on the checkout"),
  on: notYet(z.literal("deployed"), "use the environment's `verify`")
    .optional()
    .describe("When it runs; default: for every commit"),
})

/** A job, or its command alone. */
export const jobSchema = z.union([commandSchema.transform((run) => jobObjectSchema.parse({ run })), jobObjectSchema])

export const jobsSchema = z.record(nameSchema, jobSchema)

export type JobDefinition = z.output<typeof jobObjectSchema>
