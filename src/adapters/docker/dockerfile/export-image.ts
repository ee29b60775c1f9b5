import { posix } from "node:path"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import { extract } from "tar-stream"
import { z } from "zod"
import { imageConfigSchema } from "../../../core/image/image-config.ts"
import { type Descriptor, MEDIA_TYPE } from "../../../core/image/manifest.ts"
import { failure } from "../../../core/shared/failure.ts"
import { FailureError, unwrap } from "../../../core/shared/result.ts"
import type { ImageRegistry } from "../../../ports/image-registry.ts"
import type { EngineClient } from "../engine-client.ts"
import { LeakFinder } from "./leak-finder.ts"
import { type LayerTools, leakOf, type StoredLayer, storeLayer } from "./store-layer.ts"

export interface ExportTools extends LayerTools {
  readonly client: EngineClient
  readonly registry: Pick<ImageRegistry, "putBlob" | "putManifest">
  readonly signal: AbortSignal
}

/** What `docker save` says of an image: the paths of its parts in the archive. */
const savedSchema = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()).max(1000) })).length(1)

/** Entries up to here may be the archive's own notes, and are held until it is known which are layers. */
const SMALL = 1024 * 1024

/** Brings an image of the engine into the registry, its configuration byte for byte. */
export async function exportImage(tools: ExportTools, id: string): Promise<Descriptor> {
  const { client, registry, signal, secrets } = tools
  const archive = new SavedImage(tools)
  await archive.read(await client.open("GET", `/images/${id}/get`, { signal }))
  const [saved] = savedSchema.parse(JSON.parse(archive.text("manifest.json").toString()))
  const config = archive.text(saved?.Config ?? "")
  const leaked = new LeakFinder(secrets).push(config)
  if (leaked !== undefined) throw leakOf(leaked, "its configuration: an ENV, or the history of its build")
  const layers: StoredLayer[] = []
  for (const path of saved?.Layers ?? []) layers.push(await archive.layer(path))
  const { rootfs } = imageConfigSchema.parse(JSON.parse(config.toString()))
  if (layers.map(({ diffId }) => diffId).join() !== rootfs.diff_ids.join()) {
    throw broken("its layers are not those that its configuration names")
  }
  const stored = unwrap(await registry.putBlob(config))
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: { mediaType: MEDIA_TYPE.config, ...stored },
    layers: layers.map(({ descriptor }) => descriptor),
  } as const
  return unwrap(await registry.putManifest(manifest))
}

/** The archive of `docker save`, in one pass: layers go to the registry as they come, in whatever order. */
class SavedImage {
  readonly #tools: LayerTools
  readonly #layers = new Map<string, StoredLayer>()
  readonly #small = new Map<string, Buffer>()
  readonly #links = new Map<string, string>()

  constructor(tools: LayerTools) {
    this.#tools = tools
  }

  async read(archive: Readable): Promise<void> {
    const entries = extract()
    const reading = (async () => {
      for await (const entry of entries) {
        const { name, type, linkname, size = 0 } = entry.header
        const path = posix.normalize(name)
        if (type === "symlink" || type === "link") {
          const target = type === "symlink" ? posix.join(posix.dirname(path), linkname ?? "") : (linkname ?? "")
          this.#links.set(path, posix.normalize(target))
          entry.resume()
        } else if (type !== "file") entry.resume()
        else if (size <= SMALL && !path.endsWith("/layer.tar")) this.#small.set(path, await buffer(entry))
        else this.#layers.set(path, await storeLayer(this.#tools, Readable.from(entry)))
      }
    })()
    await Promise.all([pipeline(archive, entries), reading])
  }

  text(path: string): Buffer {
    const found = this.#small.get(posix.normalize(path))
    if (!found) throw broken(`there is no ${path}`)
    return found
  }

  async layer(path: string): Promise<StoredLayer> {
    const own = this.#links.get(posix.normalize(path)) ?? posix.normalize(path)
    const known = this.#layers.get(own)
    if (known) return known
    const stored = await storeLayer(this.#tools, once(this.text(own)))
    this.#layers.set(own, stored)
    return stored
  }
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content
}

function broken(why: string): FailureError {
  return new FailureError(failure("image-corrupt", `the engine's archive of the image is broken: ${why}`))
}
