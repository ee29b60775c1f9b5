import { z } from "zod"
import {
  commandSchema,
  globSchema,
  inputGlobSchema,
  nameSchema,
  pathSchema,
  percentSchema,
  refPatternSchema,
  sizeSchema,
  timeoutSchema,
  variableNameSchema,
} from "./primitives.ts"

/** A job beside this one, or `<package or service>:<job>`. */
export const jobReferenceSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(:[a-z][a-z0-9-]*)?$/, "a job is named `job`, or `service:job` elsewhere")

const toolSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,60}$/, "a tool is named as it is called: node, python3")

const reportsSchema = z.strictObject({
  coverage: pathSchema.optional().describe("Line coverage: lcov, or Istanbul's JSON (all of it, or its summary)"),
  junit: globSchema.optional().describe("Test results as JUnit XML, in one file or several"),
  sarif: globSchema.optional().describe("Analysis results as SARIF 2.1.0, in one file or several"),
  contracts: globSchema
    .optional()
    .describe("What this service expects of others: Pact files (specification 2 to 4) that the job writes"),
  verified: inputGlobSchema
    .optional()
    .describe(
      "What others expect of this service: Pact files that the job is given and holds it against; '/...' from the repository's root",
    ),
})

const limitsOf = {
  cpu: z.number().positive().max(1024).optional().describe("Processors it may use, e.g. 0.5"),
  memory: sizeSchema.optional().describe("Memory it may use, e.g. 512MiB"),
}

/** An image by name, as an engine understands it; pinned by digest it is the same one everywhere. */
export const containerImageSchema = z
  .string()
  .max(500)
  .regex(
    /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/:@-]*$/,
    "an image is named as in `docker run`: name:tag or name@sha256:...",
  )

export const containerSchema = z.union([
  containerImageSchema.transform((image) => ({ image, network: false })),
  z.strictObject({
    image: containerImageSchema.describe("Image it runs in"),
    network: z.boolean().default(false).describe("Whether it reaches any network but its sidecars'"),
    ...limitsOf,
  }),
])

const sidecarObjectSchema = z.strictObject({
  image: containerImageSchema.describe("Image it runs"),
  port: z.number().int().min(1).max(65535).optional().describe("Where it listens; default: what its image exposes"),
  env: z.record(variableNameSchema, z.string()).default({}).describe("Its environment"),
  health: commandSchema
    .optional()
    .describe("Exits 0 inside it once it is ready; default: its image's check, or that its port is listened on"),
  ...limitsOf,
})

const sidecarSchema = z.union([
  containerImageSchema.transform((image) => sidecarObjectSchema.parse({ image })),
  sidecarObjectSchema,
])

const patternsSchema = z.union([refPatternSchema.transform((pattern) => [pattern]), z.array(refPatternSchema).min(1)])

const conditionSchema = z.strictObject({
  branch: patternsSchema.optional().describe("Only for pushes of such branches"),
  tag: patternsSchema.optional().describe("Only for pushes of such tags"),
  environment: z.array(nameSchema).min(1).optional().describe("Only for pushes that deploy to one of these"),
})

const jobObjectSchema = z.strictObject({
  run: commandSchema.describe("Command, run by `sh -c` in the directory"),
  directory: pathSchema.optional().describe("Where it runs; default: the owner's directory"),
  needs: z.array(jobReferenceSchema).default([]).describe("Jobs that must succeed first"),
  env: z.record(variableNameSchema, z.string()).default({}).describe("The job's environment, besides PATH and HOME"),
  secrets: z
    .array(variableNameSchema)
    .default([])
    .describe(
      "Variables whose values are secret. `slipway run` takes them from its own environment, gives them to this job alone and masks them in all output; a server keeps no secrets yet, so there the job is errored",
    ),
  inputs: z
    .array(inputGlobSchema)
    .min(1)
    .optional()
    .describe("What it reads, '/...' from the repository's root; default: all that git tracks in the directory"),
  outputs: z.array(globSchema).default([]).describe("What it leaves behind for jobs and images that need it"),
  reports: reportsSchema.optional().describe("Files it writes that Slipway reads"),
  coverage: z
    .strictObject({ lines: percentSchema.describe("Percent of lines") })
    .optional()
    .describe("Below it the job fails"),
  timeout: timeoutSchema.default(30 * 60_000).describe("After it the job is stopped and errored"),
  retries: z.number().int().min(0).max(5).default(0).describe("How often it is tried again"),
  retry: z.enum(["errored", "always"]).default("errored").describe("After which outcome it is tried again"),
  tools: z
    .array(toolSchema)
    .default([])
    .describe("Programs whose versions decide its result: a new version runs it again"),
  container: containerSchema.optional().describe("Image it runs in; default: on this machine"),
  services: z
    .record(nameSchema, sidecarSchema)
    .optional()
    .describe("Sidecars that run beside it, reached by <NAME>_URL"),
  if: conditionSchema
    .optional()
    .describe("For which pushes it is planned, and what needs it with it; default: for all"),
  always: z.boolean().default(false).describe("Whether it runs also when what it needs did not succeed"),
  in: z
    .literal("image")
    .optional()
    .describe(
      "Runs it in its service's new image, with what of the directory that lacks on top; default: on the checkout",
    ),
  on: z
    .literal("deployed")
    .optional()
    .describe("Runs only where an environment names it under `after`; default: for every commit"),
})

/** A job, or its command alone. */
export const jobSchema = z.union([commandSchema.transform((run) => jobObjectSchema.parse({ run })), jobObjectSchema])

export const jobsSchema = z.record(nameSchema, jobSchema)

export type JobDefinition = z.output<typeof jobObjectSchema>
