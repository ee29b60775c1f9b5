import { createRoute, z } from "@hono/zod-openapi"
import { prepareScans, type ScannedService, scanRelease } from "../../app/server/scan-release.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent, streamContent } from "./schemas.ts"
import { streamNdjson } from "./stream-lines.ts"

const scanRoute = createRoute({
  method: "post",
  path: "/scans",
  request: { body: { content: jsonContent(z.object({ release: z.string().min(1).max(200) })) } },
  responses: {
    200: { description: "What was found in each image of the release", content: streamContent },
    ...failureResponses,
  },
})

export function scanRoutes({ ports, dispatcher }: ApiContext): Api {
  return newApi().openapi(scanRoute, async (c) => {
    const wanted = await prepareScans(ports, c.req.valid("json").release)
    if (!wanted.ok) return answerFailure(c, wanted.failure) as never
    return streamNdjson(c, async function* (signal) {
      const images: ScannedService[] = []
      for await (const scanned of scanRelease(ports, wanted.value, { person: c.get("person"), signal })) {
        images.push(scanned)
        yield { text: lineOf(scanned) }
      }
      // What was found may open or shut the gates of promotions that wait.
      dispatcher.wake()
      yield { end: { release: wanted.value.release.digest, images } }
    }) as never
  })
}

function lineOf({ service, status, found, message }: ScannedService): string {
  return message === null ? `${service}: ${found}` : `${service}: ${status}: ${message}`
}
