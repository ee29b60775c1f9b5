import { createRoute, z } from "@hono/zod-openapi"
import { cancelSwitch, requestSwitch, requestSwitchBack } from "../../app/server/colours/request-switch.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { restOf } from "./deployment-progress.ts"
import { failureResponses, jsonContent, nameParameter, streamContent } from "./schemas.ts"
import { streamProgress } from "./stream-lines.ts"

const switchRoute = createRoute({
  method: "post",
  path: "/environments/{name}/switch",
  request: {
    params: nameParameter,
    body: {
      content: jsonContent(
        z.object({
          to: z
            .enum(["next", "kept", "nothing"])
            .default("next")
            .describe(
              "What stands by; what is kept of before (a rollback that starts nothing); or `nothing`: what stands by ends",
            ),
          reason: z.string().max(2000).nullable().default(null),
        }),
      ),
    },
  },
  responses: { 200: { description: "Progress until it rests", content: streamContent }, ...failureResponses },
})

const SWITCHES = { next: requestSwitch, kept: requestSwitchBack, nothing: cancelSwitch }

/** Blue-green: which colour serves. */
export function switchRoutes(context: ApiContext): Api {
  return newApi().openapi(switchRoute, async (c) => {
    const { to, reason } = c.req.valid("json")
    const asked = { environment: c.req.valid("param").name, person: c.get("person"), reason }
    const switched = await SWITCHES[to](context.ports, asked, c.req.raw.signal)
    if (!switched.ok) return answerFailure(c, switched.failure) as never
    context.dispatcher.wake()
    return streamProgress(c, context, restOf(context, switched.value.id)) as never
  })
}
