import { createRoute, z } from "@hono/zod-openapi"
import { imageEvidence } from "../../app/server/image-evidence.ts"
import { digestSchema } from "../../core/run/travelling-result.ts"
import { terminalStatuses } from "../../core/shared/status.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent } from "./schemas.ts"

const statementSchema = z
  .object({
    statement: z.string().describe("Digest"),
    predicateType: z.string(),
    status: z.enum(terminalStatuses),
    recordedAt: z.number(),
    about: z.enum(["image", "sources", "release"]),
    says: z.string(),
    signer: z.string().nullable().describe("By its signature; null where that could not be verified"),
    isTrusted: z.boolean().describe("Whether the definition names the signer"),
    unreadable: z.string().nullable().describe("Why nobody can rely on it"),
    gates: z
      .array(
        z.object({
          environment: z.string(),
          gate: z.string(),
          state: z.enum(["met", "waiting", "failed", "errored"]),
          release: z.string(),
        }),
      )
      .readonly()
      .describe("Gates whose answers rest on it, as things stand"),
  })
  .openapi("ImageStatement")

const reportSchema = z
  .object({
    image: z.string(),
    services: z.array(z.string()).readonly(),
    releases: z.array(z.string()).readonly().describe("Newest first"),
    statements: z.array(statementSchema).readonly(),
  })
  .openapi("ImageEvidence")

const evidenceRoute = createRoute({
  method: "get",
  path: "/images/{digest}/evidence",
  request: { params: z.object({ digest: digestSchema }) },
  responses: {
    200: {
      description: "Every statement about an image, and for which gates it counts",
      content: jsonContent(reportSchema),
    },
    ...failureResponses,
  },
})

/** What is said of an image, by whom, and whether it counts. */
export function evidenceRoutes({ ports }: ApiContext): Api {
  return newApi().openapi(evidenceRoute, async (c) => {
    const report = await imageEvidence(ports, c.req.valid("param").digest)
    return report.ok ? c.json(report.value, 200) : (answerFailure(c, report.failure) as never)
  })
}
