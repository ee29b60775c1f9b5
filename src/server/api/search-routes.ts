import { createRoute, z } from "@hono/zod-openapi"
import { search } from "../../app/server/search.ts"
import { type Api, type ApiContext, newApi } from "./api-context.ts"
import { failureResponses, jsonContent } from "./schemas.ts"

const foundSchema = z
  .object({
    kind: z.enum(["environment", "service", "release", "branch", "run"]),
    name: z.string(),
    detail: z.string(),
    id: z
      .string()
      .describe(
        "What to look it up by: a name, the digest of a release, the number of a run; of a service an environment with it",
      ),
  })
  .openapi("Found")

const searchRoute = createRoute({
  method: "get",
  path: "/search",
  request: { query: z.object({ text: z.string().min(1).max(200) }) },
  responses: {
    200: { description: "A few of each kind", content: jsonContent(z.array(foundSchema)) },
    ...failureResponses,
  },
})

/** Everything that has a name, a digest or a number. */
export function searchRoutes({ ports }: ApiContext): Api {
  return newApi().openapi(searchRoute, async (c) => c.json([...(await search(ports, c.req.valid("query").text))], 200))
}
