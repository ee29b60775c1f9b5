import { createInterface } from "node:readline"
import { Readable } from "node:stream"
import { z } from "zod"
import type { Digest } from "../../core/shared/digest.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError, unwrap } from "../../core/shared/result.ts"
import type { Platform } from "../../ports/image-registry.ts"
import { dockerArchive, type Layers } from "../image-archives/docker-archive.ts"
import type { EngineClient } from "./engine-client.ts"
import { EngineError } from "./engine-error.ts"

const saidSchema = z.object({ stream: z.string().optional(), error: z.string().optional() })
const idSchema = z.object({ Id: z.string() })

/**
 * Brings an image of the registry into the engine, unless it is there, and returns its id there. Engines before 25 take
 * no OCI layout, so it goes as what `docker save` writes.
 */
export async function loadImage(
  client: EngineClient,
  registry: Layers,
  digest: Digest,
  platform?: Platform,
): Promise<string> {
  const manifest = unwrap(await registry.readManifest(digest, platform))
  const known = await client.get(idSchema, `/images/${manifest.config.digest}/json`).catch(absent)
  if (known) return known.Id
  const body = Readable.from(dockerArchive(registry, manifest))
  const answer = await client.open("POST", "/images/load", { query: { quiet: "1" }, body })
  let id: string | undefined
  for await (const line of createInterface({ input: answer })) {
    const { stream, error } = saidSchema.parse(JSON.parse(line))
    if (error !== undefined) throw unusable(digest, error)
    id = /^Loaded image(?: ID)?: (\S+)/.exec(stream ?? "")?.[1] ?? id
  }
  if (id === undefined) throw unusable(digest, "the engine did not say what it has loaded")
  return id
}

function absent(error: unknown): undefined {
  if (error instanceof EngineError && error.status === 404) return undefined
  throw error
}

function unusable(digest: Digest, why: string): FailureError {
  return new FailureError(failure("container-image-unusable", `image ${digest} cannot be loaded: ${why}`))
}
