import { createInterface } from "node:readline"
import { z } from "zod"
import { type Digest, isDigest } from "../../core/shared/digest.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"
import type { EngineClient } from "./engine-client.ts"
import { EngineError } from "./engine-error.ts"
import { pinnedDigest } from "./pinned-digest.ts"

const imageSchema = z.object({
  Id: z.string().refine(isDigest),
  RepoDigests: z.array(z.string()).nullish(),
  Os: z.string(),
  Architecture: z.string(),
  Config: z
    .object({ ExposedPorts: z.record(z.string(), z.unknown()).nullish(), Healthcheck: z.unknown().nullish() })
    .nullish(),
})

/** What an engine says about an image it has. */
export type InspectedImage = z.output<typeof imageSchema>

const progressSchema = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
})

export interface PullOptions {
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** The digest of an image in the registry whose name it goes by; undefined if it came from none. */
export function registryDigest(name: string, repoDigests: readonly string[]): Digest | undefined {
  const repository = name.replace(/@.*$/, "").replace(/:[^:/]*$/, "")
  const own = repoDigests.find((one) => one.startsWith(`${repository}@`))
  return own === undefined ? undefined : pinnedDigest(own)
}

/** An image that runs on this engine, downloaded if it is not there. Throws a {@link FailureError} otherwise. */
export async function ensureImage(client: EngineClient, name: string, options: PullOptions): Promise<InspectedImage> {
  const image = (await inspect(client, name)) ?? (await pull(client, name, options))
  const { platform } = await client.facts()
  const own = `${image.Os}/${image.Architecture}`
  if (own === platform) return image
  const hint = "name an image for this platform, or one that is there for several"
  const message = `image ${name} is for ${own}, and this engine runs ${platform}`
  throw new FailureError(failure("container-image-unusable", message, { hint }))
}

async function inspect(client: EngineClient, name: string): Promise<InspectedImage | undefined> {
  try {
    return await client.get(imageSchema, `/images/${name}/json`)
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined
    throw error
  }
}

async function pull(client: EngineClient, name: string, options: PullOptions): Promise<InspectedImage> {
  if (isDigest(name)) throw missing(name, "the engine has it no more")
  const fromImage = pinnedDigest(name) || /:[^:/]*$/.test(name) ? name : `${name}:latest`
  options.log(`pulling ${fromImage}`)
  const why = await download(client, fromImage, options).catch((error: unknown) => {
    if (error instanceof EngineError) return error.message
    throw error
  })
  const image = await inspect(client, name)
  if (!image) throw missing(name, why ?? "the engine did not find it")
  return image
}

/** What kept it from being downloaded; undefined if nothing did. */
async function download(client: EngineClient, fromImage: string, options: PullOptions): Promise<string | undefined> {
  const answer = await client.open("POST", "/images/create", { query: { fromImage }, signal: options.signal })
  for await (const line of createInterface({ input: answer })) {
    const { id, status, error } = progressSchema.parse(JSON.parse(line))
    if (error !== undefined) return error
    const isWorthALine = id === undefined || /^(Pull complete|Already exists|Pulling from)/.test(status ?? "")
    if (status !== undefined && isWorthALine) options.log(id === undefined ? status : `${id}: ${status}`)
  }
  return undefined
}

function missing(name: string, why: string): FailureError {
  const hint = `look at it with: docker pull ${name}`
  return new FailureError(failure("container-image-missing", `image ${name} cannot be had: ${why}`, { hint }))
}
