import { z } from "zod"
import { containerImageSchema, jobReferenceSchema, jobsSchema } from "./job-schema.ts"
import { notYet } from "./not-yet.ts"
import {
  commandSchema,
  globSchema,
  nameSchema,
  pathSchema,
  placeSchema,
  sizeSchema,
  timeoutSchema,
  variableNameSchema,
} from "./primitives.ts"

const installContainerSchema = z.union([
  containerImageSchema.transform((image) => ({ image, network: false })),
  z.strictObject({
    image: containerImageSchema.describe("Image it runs in, or `base`: that of the service"),
    network: z.boolean().default(false).describe("Whether scripts of packages reach the network"),
  }),
])

const nodeImageSchema = z.strictObject({
  builder: z.literal("node").describe("Builds from package.json and its lock file"),
  base: z
    .string()
    .max(500)
    .regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, "a base image is pinned: name@sha256:<64 hex digits>")
    .optional()
    .describe("Base image, pinned: name@sha256:..., present in the image layout"),
  container: installContainerSchema
    .optional()
    .describe("Where dependencies are installed, with their scripts; default: on this machine, without any"),
  needs: z.array(jobReferenceSchema).default([]).describe("Jobs whose outputs are part of the image"),
  files: z.array(globSchema).min(1).optional().describe("What it holds; default: what the package publishes"),
  platform: z.enum(["linux/amd64", "linux/arm64"]).default("linux/amd64").describe("What it runs on"),
})

const dockerfileImageSchema = z.strictObject({
  builder: z.literal("dockerfile").describe("Builds by a Dockerfile, in the container engine of this machine"),
  file: placeSchema
    .default("Dockerfile")
    .describe("The Dockerfile, below the directory; '/...' from the repository's root"),
  context: placeSchema
    .default(".")
    .describe("What it can copy from: the directory, or another folder likewise; '/' is the whole repository"),
  target: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,100}$/, "a stage is named as behind `AS`: letters, digits, '-', '_' and '.'")
    .optional()
    .describe("Stage of the Dockerfile that is the image; default: the last one"),
  args: z
    .record(variableNameSchema, z.string().max(10_000))
    .default({})
    .describe("Build arguments. They stay readable in the image: what is secret goes under `secrets`"),
  secrets: z
    .array(variableNameSchema)
    .max(50)
    .default([])
    .describe("Secrets that `RUN --mount=type=secret,id=<name>` reads; given as to jobs, and never part of a layer"),
  needs: z.array(jobReferenceSchema).default([]).describe("Jobs whose outputs are part of the context"),
  platform: z.enum(["linux/amd64", "linux/arm64"]).default("linux/amd64").describe("What it runs on"),
})

const runSchema = z.strictObject({
  port: z.number().int().min(1).max(65535).describe("Where it listens in a container; elsewhere PORT says"),
  health: z
    .string()
    .regex(/^\/[^\s]*$/, "the path of a request starts with '/'")
    .default("/")
    .describe("Answers 2xx when ready"),
  cpu: notYet(z.number().positive(), "leave it out: the process target cannot limit it")
    .optional()
    .describe("Processors of one instance, e.g. 0.25"),
  memory: notYet(sizeSchema, "leave it out: the process target cannot limit it")
    .optional()
    .describe("Memory of one instance, e.g. 256MiB"),
  replicas: notYet(z.number().int().min(1).max(100), "leave it out: one instance runs")
    .optional()
    .describe("How many instances run"),
})

export const serviceSchema = z.strictObject({
  directory: pathSchema.describe("Where its sources are"),
  image: z.discriminatedUnion("builder", [nodeImageSchema, dockerfileImageSchema]).describe("How its image is built"),
  setup: commandSchema.optional().describe("Run once per lock file before the jobs"),
  jobs: jobsSchema.default({}).describe("What is checked and built in its directory"),
  run: runSchema.describe("How it runs"),
  needs: z.array(nameSchema).default([]).describe("Services and resources it talks to; gives it <NAME>_URL"),
  mock: z
    .strictObject({ run: commandSchema.describe("Command, run in a checkout of the directory after its setup") })
    .optional()
    .describe("What environments with `mocks` run instead"),
  public: z.boolean().default(false).describe("Reachable through the environment's address"),
})

export const packageSchema = z.strictObject({
  directory: pathSchema.describe("Where its sources are"),
  setup: commandSchema.optional().describe("Run once per lock file before the jobs"),
  jobs: jobsSchema.default({}).describe("What is checked and built in its directory"),
})

/** A test runs against an environment; it is never part of an image. */
export const testSchema = z.strictObject({
  directory: pathSchema.describe("Where it runs"),
  setup: commandSchema.optional().describe("Run once per lock file before the test"),
  needs: z.array(jobReferenceSchema).default([]).describe("Jobs whose outputs it reads; run before it"),
  run: commandSchema.describe("Command, run by `sh -c`; it gets the URL of every service"),
  timeout: timeoutSchema.default(30 * 60_000).describe("After it the test is stopped and errored"),
})

export type NodeImageDefinition = z.output<typeof nodeImageSchema>
export type DockerfileImageDefinition = z.output<typeof dockerfileImageSchema>
export type RunDefinition = z.output<typeof runSchema>
export type ServiceDefinition = z.output<typeof serviceSchema>
export type PackageDefinition = z.output<typeof packageSchema>
export type TestDefinition = z.output<typeof testSchema>
