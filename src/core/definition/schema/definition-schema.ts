import { z } from "zod"
import { environmentSchema } from "./environment-schema.ts"
import { gateSchema } from "./gate-schema.ts"
import { jobsSchema } from "./job-schema.ts"
import { notYet } from "./not-yet.ts"
import { emailSchema, nameSchema, pathSchema, refPatternSchema } from "./primitives.ts"
import { packageSchema, serviceSchema, testSchema } from "./service-schema.ts"

const targetSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("process").describe("Detached processes on the server's machine; no isolation") }),
  z.strictObject({ kind: notYet(z.literal("docker"), "use `kind: process`") }),
  z.strictObject({
    kind: notYet(z.literal("ecs"), "use `kind: process`"),
    account: z.string().regex(/^\d{12}$/, "an AWS account has 12 digits"),
    region: z.string().min(1).max(40),
    role: z.string().min(1).max(100).optional(),
  }),
])

const resourceSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("postgres"), isolate: z.enum(["schema", "prefix", "database"]).optional() }),
  z.strictObject({ kind: z.literal("redis") }),
  z.strictObject({ kind: z.literal("s3") }),
])

const builderSchema = z.union([
  z.literal("server"),
  notYet(
    z
      .string()
      .regex(/^(ci|runner):[\w.:/-]{1,200}$/, "a builder is `server`, `ci:<forge>:<repository>` or `runner:<name>`"),
    "trust `server`",
  ),
])

const migrationSchema = z.strictObject({
  tool: z.literal("liquibase"),
  changelog: pathSchema,
  backup: z.enum(["required", "none"]).optional(),
  window: nameSchema.optional(),
})

const requirementSchema = z.string().min(1).max(500)

/** The whole of `slipway.yaml` (`path.md`). Types, validation and the published JSON Schema all come from here. */
export const definitionSchema = z.strictObject({
  version: z.literal(1),
  project: nameSchema,
  branches: z
    .strictObject({
      protected: z
        .array(refPatternSchema)
        .min(1)
        .max(50)
        .default(["main"])
        .describe("The first one's tip holds the rules"),
      allowed: z.array(refPatternSchema).min(1).max(50).optional().describe("Any other name is refused"),
    })
    .default({ protected: ["main"] }),
  people: z
    .record(
      nameSchema,
      z.strictObject({ emails: z.array(emailSchema).default([]), roles: z.array(nameSchema).default([]) }),
    )
    .default({}),
  trust: z.strictObject({ builders: z.array(builderSchema).min(1) }).default({ builders: ["server"] }),
  registry: notYet(
    z.strictObject({ url: z.string().min(1).max(300) }),
    "leave it out: the image layout folder is used",
  ).optional(),
  publish: notYet(
    z.strictObject({ from: z.array(refPatternSchema).min(1) }),
    "leave it out: nothing is pushed yet",
  ).optional(),
  jobs: jobsSchema.default({}),
  packages: z.record(nameSchema, packageSchema).default({}),
  services: z.record(nameSchema, serviceSchema).default({}),
  resources: z
    .record(nameSchema, notYet(resourceSchema, "give its address under the environment's `variables`"))
    .default({}),
  tests: z.record(nameSchema, testSchema).default({}),
  targets: z.record(nameSchema, targetSchema).default({}),
  gates: z.record(nameSchema, gateSchema).default({}),
  environments: z.record(nameSchema, environmentSchema).default({}),
  always: notYet(
    z.record(nameSchema, z.strictObject({ requires: z.array(requirementSchema).min(1) })),
    "name the gates on every way in",
  ).optional(),
  migrations: notYet(z.record(nameSchema, migrationSchema), "migrate outside Slipway").optional(),
})

export type Definition = z.output<typeof definitionSchema>
