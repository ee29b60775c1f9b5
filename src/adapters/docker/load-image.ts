import { createInterface } from "node:readline"
import { Readable } from "node:stream"
import { z } from "zod"
import { END_OF_ARCHIVE, encodeTarHeader, paddingOf } from "../../core/image/tar-header.ts"
import { type Digest, hexOf } from "../../core/shared/digest.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError, unwrap } from "../../core/shared/result.ts"
import type { Descriptor, ImageRegistry, Manifest, Platform } from "../../ports/image-registry.ts"
import type { EngineClient } from "./engine-client.ts"
import { EngineError } from "./engine-error.ts"

type Layers = Pick<ImageRegistry, "readManifest" | "streamBlob">

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

/** An image in the form of `docker save`, as a tar archive. */
async function* dockerArchive(registry: Layers, { config, layers }: Manifest): AsyncGenerator<Uint8Array> {
  const configName = `${hexOf(config.digest)}.json`
  const layerName = ({ digest }: Descriptor) => `${hexOf(digest)}.tar`
  const index = Buffer.from(JSON.stringify([{ Config: configName, RepoTags: null, Layers: layers.map(layerName) }]))
  yield fileHeader("manifest.json", index.length)
  yield index
  yield paddingOf(index.length)
  const stored = new Map([[configName, config], ...layers.map((layer) => [layerName(layer), layer] as const)])
  for (const [name, { digest, size }] of stored) {
    yield fileHeader(name, size)
    yield* unwrap(await registry.streamBlob(digest))
    yield paddingOf(size)
  }
  yield END_OF_ARCHIVE
}

function fileHeader(path: string, size: number): Buffer {
  return encodeTarHeader({ kind: "file", path, isExecutable: false, size })
}

function absent(error: unknown): undefined {
  if (error instanceof EngineError && error.status === 404) return undefined
  throw error
}

function unusable(digest: Digest, why: string): FailureError {
  return new FailureError(failure("container-image-unusable", `image ${digest} cannot be loaded: ${why}`))
}
