import { z } from "zod"
import { environmentSchema } from "./environment-schema.ts"
import { gateSchema } from "./gate-schema.ts"
import { jobsSchema } from "./job-schema.ts"
import { notYet } from "./not-yet.ts"
import { policiesSchema } from "./policy-schema.ts"
import { emailSchema, nameSchema, pathSchema, refPatternSchema, variableNameSchema } from "./primitives.ts"
import { registrySchema } from "./registry-schema.ts"
import { resourceSchema } from "./resource-schema.ts"
import { rightsSchema } from "./rights-schema.ts"
import { scannerSchema } from "./scanner-schema.ts"
import { packageSchema, serviceSchema, testSchema } from "./service-schema.ts"

const targetResourcesSchema = z
  .record(nameSchema, z.strictObject({ secret: variableNameSchema.describe("Name of the secret that holds its URL") }))
  .default({})
  .describe("Servers where resources of its environments are made, by the resource's name")

const targetSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("process").describe("Detached processes on the server's machine; no isolation"),
    resources: targetResourcesSchema,
  }),
  z.strictObject({
    kind: notYet(z.literal("docker"), "use `kind: process`").describe("Containers on one machine"),
    resources: targetResourcesSchema,
  }),
  z.strictObject({
    kind: notYet(z.literal("ecs"), "use `kind: process`").describe("Amazon ECS"),
    account: z
      .string()
      .regex(/^\d{12}$/, "an AWS account has 12 digits")
      .describe("Number of the AWS account, in quotes"),
    region: z.string().min(1).max(40).describe("AWS region, e.g. eu-west-1"),
    role: z.string().min(1).max(100).optional().describe("IAM role that deploys"),
    resources: targetResourcesSchema,
  }),
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
  tool: z.literal("liquibase").describe("What runs the changes"),
  changelog: pathSchema.describe("File that lists the changes"),
  backup: z.enum(["required", "none"]).optional().describe("Whether a backup comes first"),
  window: nameSchema.optional().describe("Gate whose window it keeps to"),
})

const requirementSchema = z.string().min(1).max(500)

/** The whole of `slipway.yaml` (`path.md`). Types, validation and the published JSON Schema all come from here. */
export const definitionSchema = z.strictObject({
  version: z.literal(1).describe("Of the format of this file"),
  project: nameSchema.describe("Part of the names of environments and of addresses"),
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
    .default({ protected: ["main"] })
    .describe("Which branches there are, and which are protected"),
  people: z
    .record(
      nameSchema,
      z.strictObject({
        emails: z.array(emailSchema).default([]).describe("As in commits; tell who the author is"),
        roles: z.array(nameSchema).default([]).describe("What the person may approve"),
      }),
    )
    .default({})
    .describe("Who may do what, by name"),
  trust: z
    .strictObject({ builders: z.array(builderSchema).min(1).describe("Whose builds and test results count") })
    .default({ builders: ["server"] })
    .describe("Whose statements open gates"),
  rights: rightsSchema.default({}).describe("Which role may stop releases and turn them back; the owner always may"),
  registry: registrySchema.optional().describe("Where images are published; they are kept in .slipway/images as well"),
  publish: z
    .strictObject({ from: z.array(refPatternSchema).min(1).max(50).describe("Branches whose images are published") })
    .optional()
    .describe("What is published to the registry; images of other branches are built and tested, and stay here"),
  scanner: scannerSchema.optional().describe("What looks for known vulnerabilities in every image that is built"),
  policies: policiesSchema.prefault({}).describe("What `slipway check` demands besides"),
  jobs: jobsSchema.default({}).describe("Jobs of the repository as a whole"),
  packages: z.record(nameSchema, packageSchema).default({}).describe("Like services, without an image of their own"),
  services: z.record(nameSchema, serviceSchema).default({}).describe("What is built, released and run"),
  resources: z
    .record(nameSchema, resourceSchema)
    .default({})
    .describe("Databases, caches and stores that services need"),
  tests: z.record(nameSchema, testSchema).default({}).describe("Run against an environment; never part of an image"),
  targets: z.record(nameSchema, targetSchema).default({}).describe("Where environments run"),
  gates: z.record(nameSchema, gateSchema).default({}).describe("Conditions that environments ask for by name"),
  environments: z
    .record(nameSchema, environmentSchema)
    .default({})
    .describe("Where releases run, and how they get there"),
  always: z
    .record(
      nameSchema,
      z.strictObject({
        requires: z.array(requirementSchema).min(1).max(50).describe("Conditions; `|` stands for or, `&` for and"),
      }),
    )
    .optional()
    .describe("What must be true of every way into an environment"),
  migrations: notYet(z.record(nameSchema, migrationSchema), "migrate outside Slipway")
    .optional()
    .describe("How databases change with releases"),
})

export type Definition = z.output<typeof definitionSchema>
