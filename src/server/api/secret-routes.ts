import { createRoute, z } from "@hono/zod-openapi"
import { listSecrets, removeSecret, setSecret } from "../../app/server/secrets/manage-secrets.ts"
import { type Api, type ApiContext, answerFailure, newApi } from "./api-context.ts"
import { failureResponses, jsonContent, nameParameter } from "./schemas.ts"

const secretParameter = nameParameter.extend({ secret: z.string().min(1).max(128) })

/** Bytes that a process's environment takes in one variable on Linux. */
const LONGEST = 128 * 1024

const listRoute = createRoute({
  method: "get",
  path: "/environments/{name}/secrets",
  request: { params: nameParameter },
  responses: {
    200: {
      description: "Which secrets there are; values are told to nobody",
      content: jsonContent(
        z.object({
          environment: z.string().describe("The key under `environments:`"),
          secrets: z
            .array(
              z.object({
                name: z.string(),
                isNamed: z.boolean().describe("Whether slipway.yaml names it"),
                origin: z
                  .enum(["set", "server"])
                  .nullable()
                  .describe("`set` by a person, or one of the server's own environment variables; null: there is none"),
                version: z.string().nullable().describe("Differs whenever the value does"),
              }),
            )
            .readonly(),
        }),
      ),
    },
    ...failureResponses,
  },
})

const setRoute = createRoute({
  method: "post",
  path: "/environments/{name}/secrets/{secret}",
  request: {
    params: secretParameter,
    body: { content: jsonContent(z.object({ value: z.string().min(1).max(LONGEST) })) },
  },
  responses: {
    200: {
      description: "Services get it with the next deployment",
      content: jsonContent(z.object({ environment: z.string(), name: z.string() })),
    },
    ...failureResponses,
  },
})

const removeRoute = createRoute({
  method: "delete",
  path: "/environments/{name}/secrets/{secret}",
  request: { params: secretParameter },
  responses: { 204: { description: "Forgotten" }, ...failureResponses },
})

/** Secrets of environments: set, listed without values, removed. */
export function secretRoutes({ ports }: ApiContext): Api {
  return newApi()
    .openapi(listRoute, async (c) => {
      const listed = await listSecrets(ports, c.req.valid("param").name)
      if (!listed.ok) return answerFailure(c, listed.failure) as never
      return c.json(listed.value, 200)
    })
    .openapi(setRoute, async (c) => {
      const { name: environment, secret: name } = c.req.valid("param")
      const wanted = { environment, name, person: c.get("person"), ...c.req.valid("json") }
      const set = await setSecret(ports, wanted)
      if (!set.ok) return answerFailure(c, set.failure) as never
      return c.json(set.value, 200)
    })
    .openapi(removeRoute, async (c) => {
      const { name: environment, secret: name } = c.req.valid("param")
      const removed = await removeSecret(ports, { environment, name, person: c.get("person") })
      if (!removed.ok) return answerFailure(c, removed.failure) as never
      return c.body(null, 204)
    })
}
