import { createRoute, z } from "@hono/zod-openapi"
import { reject } from "../../app/server/reject.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent } from "./schemas.ts"

const body = z.object({
  release: z.string().min(1).max(200),
  reason: z.string().min(1).max(2000),
  undo: z.boolean().default(false).describe("Takes an earlier rejection back"),
})

const rejectRoute = createRoute({
  method: "post",
  path: "/rejections",
  request: { body: { content: jsonContent(body) } },
  responses: {
    201: {
      description: "Barred everywhere, or no longer",
      content: jsonContent(
        z.object({
          release: z.string(),
          names: z.array(z.string()),
          rejected: z.boolean(),
          ended: z.array(z.object({ promotion: z.number().int(), environment: z.string() })),
          running: z.array(z.string()).describe("Environments that run it; they are left as they are"),
        }),
      ),
    },
    ...failureResponses,
  },
})

/** Releases that may enter nowhere any more. */
export function rejectionRoutes({ ports, dispatcher }: ApiContext): Api {
  return newApi().openapi(rejectRoute, async (c) => {
    const rejected = await reject(ports, c.req.valid("json"), c.get("person"))
    if (!rejected.ok) return answerFailure(c, rejected.failure) as never
    dispatcher.wake()
    const { names, ended, running, ...rest } = rejected.value
    return c.json({ ...rest, names: [...names], ended: [...ended], running: [...running] }, 201)
  })
}
