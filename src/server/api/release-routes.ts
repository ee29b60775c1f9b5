import { createRoute, z } from "@hono/zod-openapi"
import { nameRelease } from "../../app/server/name-release.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent, promotionSchema } from "./schemas.ts"

const body = z.object({ version: z.string().min(1).max(100), of: z.string().max(200).nullable().default(null) })
const named = z.object({
  name: z.string(),
  kind: z.enum(["candidate", "release"]),
  release: z.string(),
  commit: z.string(),
  promotions: z.array(promotionSchema),
})

const nameRoute = createRoute({
  method: "post",
  path: "/releases",
  request: { body: { content: jsonContent(body) } },
  responses: {
    201: { description: "Named: git tag and image names", content: jsonContent(named) },
    ...failureResponses,
  },
})

const listRoute = createRoute({
  method: "get",
  path: "/releases",
  responses: {
    200: {
      description: "Newest first, with their names and commits",
      content: jsonContent(
        z.array(
          z.object({
            release: z.string(),
            createdAt: z.number(),
            names: z.array(z.string()),
            commits: z.array(z.string()),
            images: z.record(z.string(), z.string()),
          }),
        ),
      ),
    },
    ...failureResponses,
  },
})

export function releaseRoutes({ ports, dispatcher }: ApiContext): Api {
  return newApi()
    .openapi(nameRoute, async (c) => {
      const result = await nameRelease(ports, { ...c.req.valid("json"), person: c.get("person") })
      if (!result.ok) return answerFailure(c, result.failure) as never
      dispatcher.wake()
      return c.json({ ...result.value, promotions: [...result.value.promotions] }, 201)
    })
    .openapi(listRoute, async (c) => {
      const releases = await ports.store.releases.latest(50)
      const answer = releases.map(async ({ digest, manifest, createdAt }) => ({
        release: digest,
        createdAt,
        names: (await ports.store.releases.names(digest)).map(({ name }) => name),
        commits: (await ports.store.releases.provenance(digest)).map(({ commit }) => commit),
        images: Object.fromEntries(Object.entries(manifest.services).map(([service, { image }]) => [service, image])),
      }))
      return c.json(await Promise.all(answer), 200)
    })
}
