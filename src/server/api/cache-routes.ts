import { createRoute, z } from "@hono/zod-openapi"
import { bodyLimit } from "hono/body-limit"
import { findResults, keepHandedIn, readResult, type SharingPorts } from "../../app/server/share-results.ts"
import { PARCEL_LIMIT, packParcel, unpackParcel } from "../../core/run/result-parcel.ts"
import { digestSchema, newEntrySchema, resultSchema } from "../../core/run/travelling-result.ts"
import { type Api, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent } from "./schemas.ts"

/** Keys that may be asked for at once, and the bytes that this takes. */
const KEYS = 1000
const LOOKUP_LIMIT = 256 * 1024

const lookupRoute = createRoute({
  method: "post",
  path: "/cache/lookup",
  request: { body: { content: jsonContent(z.strictObject({ keys: z.array(digestSchema).max(KEYS) })) } },
  responses: {
    200: {
      description: "Results under these keys: the caller's own, and those of trusted builders",
      content: jsonContent(z.object({ results: z.array(z.object({ key: digestSchema, result: resultSchema })) })),
    },
    ...failureResponses,
  },
})

const parcelContent = { "application/octet-stream": { schema: z.string() } } as const
const keyParameter = z.object({ key: digestSchema })

const readRoute = createRoute({
  method: "get",
  path: "/cache/results/{key}",
  request: { params: keyParameter },
  responses: { 200: { description: "A result with its outputs and log", content: parcelContent }, ...failureResponses },
})

const writeRoute = createRoute({
  method: "put",
  path: "/cache/results/{key}",
  request: { params: keyParameter, body: { content: parcelContent } },
  responses: { 204: { description: "Kept under the name of the caller" }, ...failureResponses },
})

/** Results of jobs, shared between machines (`docs/decisions/0012-results-over-http.md`). */
export function cacheRoutes({ ports }: { readonly ports: SharingPorts }): Api {
  const api = newApi()
  api.use("/cache/lookup", limited(LOOKUP_LIMIT))
  api.use("/cache/results/*", limited(PARCEL_LIMIT))
  return api
    .openapi(lookupRoute, async (c) => {
      const found = await findResults(ports, c.get("person"), c.req.valid("json").keys)
      return c.json({ results: [...found].map(([key, result]) => ({ key, result })) }, 200) as never
    })
    .openapi(readRoute, async (c) => {
      const { key } = c.req.valid("param")
      const whole = await readResult(ports, c.get("person"), key)
      if (!whole)
        return answerFailure(c, { reason: "result-unknown", message: `no result is known of ${key}` }) as never
      const headers = { "content-type": "application/octet-stream" }
      return c.body(new Uint8Array(packParcel(whole)), 200, headers) as never
    })
    .openapi(writeRoute, async (c) => {
      const parcel = unpackParcel(Buffer.from(await c.req.arrayBuffer()), newEntrySchema)
      if (!parcel.ok) return answerFailure(c, parcel.failure) as never
      await keepHandedIn(ports, { person: c.get("person"), key: c.req.valid("param").key, ...parcel.value })
      return c.body(null, 204)
    })
}

function limited(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: (c) =>
      answerFailure(c, { reason: "argument-invalid", message: `the request is larger than ${maxSize} bytes` }),
  })
}
