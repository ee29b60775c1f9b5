import { createRoute, z } from "@hono/zod-openapi"
import { reviewCommits } from "../../app/server/review-commits.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent } from "./schemas.ts"

const body = z.object({ commit: z.string().min(1).max(200).describe("A branch, or the last commit of a push") })

const reviewRoute = createRoute({
  method: "post",
  path: "/reviews",
  request: { body: { content: jsonContent(body) } },
  responses: {
    201: {
      description: "Reviewed, as far as it was not the person's own",
      content: jsonContent(
        z.object({
          reviewed: z.array(z.string()).readonly(),
          left: z.array(z.object({ commit: z.string(), why: z.string() })).readonly(),
        }),
      ),
    },
    ...failureResponses,
  },
})

/** Reviews of commits, by whoever asks. */
export function reviewRoutes({ ports, dispatcher }: ApiContext): Api {
  return newApi().openapi(reviewRoute, async (c) => {
    const reviewed = await reviewCommits(ports, c.req.valid("json").commit, c.get("person"))
    if (!reviewed.ok) return answerFailure(c, reviewed.failure) as never
    dispatcher.wake()
    return c.json(reviewed.value, 201)
  })
}
