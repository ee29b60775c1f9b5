import { z } from "zod"
import { durationSchema, nameSchema, refPatternSchema, variableNameSchema } from "./primitives.ts"

/** When a release that may enter does enter (`path.md`, the table of `from`). */
export type When =
  | { readonly kind: "verified" }
  | { readonly kind: "approved" }
  | { readonly kind: "manual" }
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "branch"; readonly branch: string }

const actSchema = z.enum(["verified", "approved", "manual"])
const tagSchema = z.strictObject({
  tag: refPatternSchema.describe("`candidate`, `release`, or a pattern over tag names"),
})
const mergeSchema = z.strictObject({
  branch: refPatternSchema.describe("Where it must be merged, with the image inputs that were verified"),
})

type WrittenWhen = z.input<typeof actSchema> | z.input<typeof tagSchema> | z.input<typeof mergeSchema>

function toWhen(when: WrittenWhen): When {
  if (typeof when === "string") return { kind: when }
  return "tag" in when ? { kind: "tag", tag: when.tag } : { kind: "branch", branch: when.branch }
}

const patternsSchema = z
  .union([refPatternSchema, z.array(refPatternSchema).min(1).max(50)])
  .transform((patterns): readonly string[] => (typeof patterns === "string" ? [patterns] : patterns))

const fromBranchSchema = z.strictObject({
  branch: patternsSchema.describe("Branches whose pushes are built and deployed here"),
  when: z
    .union([actSchema, tagSchema])
    .transform(toWhen)
    .optional()
    .describe("Default: at every push; `{ tag: ... }` waits for such a tag"),
  gates: z.array(nameSchema).optional().describe("Replaces the environment's gates for this way in"),
})

const fromEnvironmentSchema = z.strictObject({
  environment: nameSchema.describe("Takes what is verified there; nothing is built again"),
  when: z
    .union([actSchema, tagSchema, mergeSchema])
    .transform(toWhen)
    .default({ kind: "verified" })
    .describe("When it enters; default: as soon as it is verified there"),
  mocked: z
    .literal("accepted")
    .optional()
    .describe("Takes also what was verified there beside mocks; default: only what was verified without"),
  gates: z.array(nameSchema).optional().describe("Replaces the environment's gates for this way in"),
})

const wayInSchema = z.union([fromBranchSchema, fromEnvironmentSchema])

/** The name of a permanent environment that gives none. */
export const permanentNameTemplate = "{environment}"

const nameTemplateSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(
    /^([a-z0-9-]|\{(project|environment|branch\.hash|branch\.slug)\})+$/,
    "a name is lower-case letters, digits, '-' and {project}, {environment}, {branch.hash}, {branch.slug}",
  )

export const environmentSchema = z.strictObject({
  from: z
    .union([wayInSchema, z.array(wayInSchema).min(1).max(20)])
    .transform((from): readonly WayIn[] => (Array.isArray(from) ? from : [from]))
    .describe("Where its releases come from: one way in, or a list of them"),
  ephemeral: z
    .strictObject({
      name: nameTemplateSchema
        .default("{project}-{branch.hash}")
        .describe("Identifies every resource of it; differs by branch"),
      ttl: durationSchema.optional().describe("Torn down this long after the last push"),
      limit: z.number().int().min(1).max(1000).optional().describe("How many may exist at once"),
    })
    .optional()
    .describe("One per branch; gone with it"),
  target: nameSchema.describe("Where it runs: a name under `targets`"),
  strategy: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("rolling").describe("Replaces the instances one by one") }),
      z.strictObject({
        kind: z.literal("blue-green").describe("Starts all beside the old, tests it there, then switches"),
        switch: z
          .enum(["automatic", "manual"])
          .default("automatic")
          .describe("Who switches once the tests have passed: Slipway, or a person (`slipway switch`) after a look"),
        keep: durationSchema
          .default(10 * 60_000)
          .describe("How long what served before goes on running after the switch, for an instant way back"),
      }),
    ])
    .default({ kind: "rolling" })
    .describe("How one release replaces another"),
  queue: z
    .enum(["queue", "supersede", "reject"])
    .default("queue")
    .describe(
      "What becomes of promotions that want in at once: one after the other, only the newest, or no second one",
    ),
  gates: z.array(nameSchema).default([]).describe("What must be true before a release enters: names under `gates`"),
  verify: z.array(nameSchema).default([]).describe("Tests that run against it after each deployment"),
  "on-failure": z
    .literal("rollback")
    .optional()
    .describe("What happens when a deployment or verification fails; default: nothing, a person decides"),
  after: z
    .array(nameSchema)
    .max(50)
    .default([])
    .describe("Jobs of the repository that run once it is deployed and verified"),
  name: nameTemplateSchema.optional().describe("Identifies every resource of it; default: {environment}"),
  variables: z.record(variableNameSchema, z.string()).default({}).describe("Environment variables of its services"),
  secrets: z
    .array(variableNameSchema)
    .max(100)
    .default([])
    .describe(
      "Names of secret variables of its services. Their values are kept by the server: `slipway secret set`, or its own environment variables",
    ),
  mocks: z.array(nameSchema).max(100).default([]).describe("Services that run their mock here"),
})

export type WayIn = z.output<typeof wayInSchema>
export type EnvironmentDefinition = z.output<typeof environmentSchema>
