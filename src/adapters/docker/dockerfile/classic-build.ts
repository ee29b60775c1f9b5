import { createInterface } from "node:readline"
import { Readable } from "node:stream"
import { z } from "zod"
import type { EngineClient } from "../engine-client.ts"
import { EngineError } from "../engine-error.ts"
import { contextArchive } from "./context-archive.ts"
import type { EngineBuild, EngineBuilt } from "./engine-build.ts"

const saidSchema = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  aux: z.looseObject({ ID: z.string().optional() }).optional(),
})

/** Builds with the engine's first builder, over its API. It has no secrets. Canceling closes the connection, which ends it. */
export async function buildClassically(client: EngineClient, build: EngineBuild): Promise<EngineBuilt> {
  const { request, context, tag, log, signal } = build
  const query = {
    dockerfile: context.dockerfile,
    t: tag,
    rm: "1",
    forcerm: "1",
    buildargs: JSON.stringify(request.args),
    ...(request.target !== null && { target: request.target }),
  }
  const body = Readable.from(contextArchive(context.files))
  try {
    const answer = await client.open("POST", "/build", { query, body, signal })
    let id: string | undefined
    for await (const line of createInterface({ input: answer })) {
      const { stream, status, error, aux } = saidSchema.parse(JSON.parse(line))
      if (error !== undefined) return { id: null, why: error }
      id = aux?.ID ?? id
      for (const said of (stream ?? status ?? "").split("\n")) if (said.trim() !== "") log(said)
    }
    return id === undefined ? { id: null, why: "the engine did not say what it has built" } : { id }
  } catch (error) {
    if (error instanceof EngineError) return { id: null, why: error.message }
    throw error
  }
}
