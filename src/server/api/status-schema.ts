import { z } from "@hono/zod-openapi"
import { terminalStatuses } from "../../core/shared/status.ts"

const cellSchema = z
  .object({
    service: z.string(),
    image: z.string().describe("Digest"),
    state: z.enum(["running", "down"]),
    mocked: z.boolean().describe("Whether its mock runs there, instead of that image"),
    urls: z.array(z.string()).readonly().describe("Where it answers; none for private services"),
  })
  .openapi("MatrixCell")

const deployedSchema = z.object({
  deployment: z.number().int(),
  release: z.string().describe("Digest"),
  version: z.string().describe("The newest version, else the short commit"),
  commit: z.string(),
  person: z.string().nullable(),
  since: z.number(),
  verification: z.enum(["waiting", "running", ...terminalStatuses]).nullable(),
})

const colourSchema = z.enum(["blue", "green"]).nullable()

const onItsWay = z.object({ promotion: z.number().int(), release: z.string(), note: z.string().nullable() })

export const columnSchema = z
  .object({
    environment: z.string(),
    template: z.string(),
    branch: z.string().nullable().describe("Previews only"),
    expiresAt: z.number().nullable(),
    pinned: z.string().nullable().describe("Why nothing enters"),
    kept: z.string().nullable().describe("Why a preview stays when its branch or its time ends"),
    resources: z
      .array(
        z.object({
          resource: z.string(),
          kind: z.string(),
          isolate: z.string(),
          state: z.enum(["making", "ready"]),
          note: z.string().nullable(),
        }),
      )
      .readonly(),
    removing: z.boolean(),
    deployed: deployedSchema.nullable(),
    cells: z.array(cellSchema).readonly(),
    colour: colourSchema.describe("Which one serves; null where there is only one place"),
    beside: z
      .object({
        role: z.enum(["next", "kept"]).describe("It stands by for the switch, or is kept for a way back"),
        colour: colourSchema,
        deployment: z.number().int(),
        release: z.string(),
        version: z.string(),
        verification: deployedSchema.shape.verification,
        until: z.number().nullable().describe("When it is kept no longer; null while it stands by"),
        cells: z.array(cellSchema).readonly().describe("Reached at addresses of this colour"),
      })
      .nullable(),
    promotions: z.array(onItsWay.extend({ state: z.enum(["waiting", "deploying"]) })).readonly(),
    ended: z
      .array(onItsWay.extend({ state: z.enum(["failed", "superseded", "canceled"]) }))
      .readonly()
      .describe("Newer than what runs, and not entered"),
  })
  .openapi("MatrixColumn")

/** What `readStatus` tells. */
export const statusSchema = z
  .object({
    project: z.string(),
    columns: z.array(columnSchema).readonly().describe("In the order of the path; previews last"),
    running: z
      .array(
        z.object({
          run: z.number().int(),
          purpose: z.string(),
          ref: z.string().nullable(),
          environment: z.string().nullable(),
        }),
      )
      .readonly(),
    publications: z
      .array(
        z.object({
          service: z.string(),
          tag: z.string(),
          state: z.enum(["waiting", "refused"]),
          note: z.string().nullable(),
        }),
      )
      .readonly(),
    images: z.object({
      pruneEvery: z.number().nullable(),
      lastPrune: z.object({ at: z.number(), images: z.number(), bytes: z.number() }).nullable(),
    }),
  })
  .openapi("Status")
