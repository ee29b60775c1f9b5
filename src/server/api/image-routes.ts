import { createRoute, z } from "@hono/zod-openapi"
import { DEFAULT_RETENTION } from "../../app/images/collect-images.ts"
import { pruneImages } from "../../app/server/prune-images.ts"
import { requireOwner } from "../../app/server/tokens.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent } from "./schemas.ts"

const milliseconds = z.number().int().min(0)
const judgedSchema = z.object({
  digest: z.string(),
  kind: z.string(),
  names: z.array(z.string()),
  why: z.string(),
  bytes: z.number(),
})

const collectRoute = createRoute({
  method: "post",
  path: "/images/collect",
  request: {
    body: {
      content: jsonContent(
        z.object({
          dryRun: z.boolean().default(false).describe("Only decide; anybody may ask for that"),
          unusedFor: milliseconds.default(DEFAULT_RETENTION.unusedFor),
          evidenceFor: milliseconds.default(DEFAULT_RETENTION.evidenceFor),
        }),
      ),
    },
  },
  responses: {
    200: {
      description: "Which images went and which stayed, each with its reason",
      content: jsonContent(
        z.object({
          dryRun: z.boolean(),
          kept: z.array(judgedSchema),
          removed: z.array(judgedSchema),
          artifacts: z.object({ kept: z.number(), removed: z.number() }),
          bytes: z.number(),
          held: z.string().nullable(),
        }),
      ),
    },
    ...failureResponses,
  },
})

/** Removal of the images that nothing needs: for the owner. */
export function imageRoutes({ ports }: ApiContext): Api {
  return newApi().openapi(collectRoute, async (c) => {
    const request = c.req.valid("json")
    const person = c.get("person")
    const allowed = request.dryRun ? null : await requireOwner(ports, person)
    if (allowed && !allowed.ok) return answerFailure(c, allowed.failure) as never
    const pruned = await pruneImages(ports, { ...request, person })
    if (!pruned.ok) return answerFailure(c, pruned.failure) as never
    const { kept, removed, ...rest } = pruned.value
    const plain = (one: (typeof kept)[number]) => ({ ...one, names: [...one.names] })
    return c.json({ ...rest, kept: kept.map(plain), removed: removed.map(plain) }, 200)
  })
}
