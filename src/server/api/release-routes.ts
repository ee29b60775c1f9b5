import { createRoute, z } from "@hono/zod-openapi"
import { nameRelease } from "../../app/server/name-release.ts"
import { planName } from "../../app/server/plan-name.ts"
import { showRelease } from "../../app/server/show-release.ts"
import { notesText } from "../../core/release/release-notes.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent, nameParameter, promotionSchema } from "./schemas.ts"

const kind = z.enum(["candidate", "release"])
const wanted = z.object({
  version: z.string().min(1).max(100).nullable().default(null).describe("Null: the next one"),
  kind: kind.default("release").describe("Of the next one"),
  bump: z.enum(["major", "minor", "patch"]).nullable().default(null).describe("Null: what the changes say"),
  of: z.string().max(200).nullable().default(null),
})
const named = z.object({
  name: z.string(),
  kind,
  release: z.string(),
  commit: z.string(),
  notes: z.string(),
  promotions: z.array(promotionSchema),
  published: z.array(z.string()),
})

const nameRoute = createRoute({
  method: "post",
  path: "/releases",
  request: { body: { content: jsonContent(wanted) } },
  responses: {
    201: { description: "Named: git tag and image names", content: jsonContent(named) },
    ...failureResponses,
  },
})

const planRoute = createRoute({
  method: "post",
  path: "/releases/plan",
  request: { body: { content: jsonContent(wanted) } },
  responses: {
    200: {
      description: "The name that it would get now, and what it brings; nothing is named",
      content: jsonContent(named.pick({ name: true, kind: true, release: true, commit: true, notes: true })),
    },
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

const details = z
  .object({
    release: z.string(),
    commit: z.string(),
    createdAt: z.number(),
    commits: z.array(z.string()),
    names: z.array(
      z.object({
        name: z.string(),
        kind,
        person: z.string().nullable(),
        createdAt: z.number(),
        notes: z.string().nullable(),
      }),
    ),
    images: z.record(z.string(), z.string()),
    running: z.array(z.string()).describe("Environments that run it"),
    rejected: z.object({ person: z.string(), reason: z.string(), at: z.number() }).nullable(),
  })
  .openapi("Release")

const showRoute = createRoute({
  method: "get",
  path: "/releases/{name}",
  request: { params: nameParameter },
  responses: { 200: { description: "All that is known of it", content: jsonContent(details) }, ...failureResponses },
})

export function releaseRoutes({ ports, dispatcher }: ApiContext): Api {
  return newApi()
    .openapi(nameRoute, async (c) => {
      const result = await nameRelease(ports, c.req.valid("json"), c.get("person"))
      if (!result.ok) return answerFailure(c, result.failure) as never
      dispatcher.wake()
      const { promotions, published, ...rest } = result.value
      return c.json({ ...rest, promotions: [...promotions], published: [...published] }, 201)
    })
    .openapi(planRoute, async (c) => {
      const planned = await planName(ports, c.req.valid("json"))
      if (!planned.ok) return answerFailure(c, planned.failure) as never
      const { version, release, commit, notes } = planned.value
      return c.json({ name: version.tag, kind: version.kind, release, commit, notes: notesText(notes) }, 200)
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
    .openapi(showRoute, async (c) => {
      const shown = await showRelease(ports, c.req.valid("param").name)
      if (!shown.ok) return answerFailure(c, shown.failure) as never
      const { commits, names, running, ...rest } = shown.value
      return c.json({ ...rest, commits: [...commits], names: [...names], running: [...running] }, 200)
    })
}
