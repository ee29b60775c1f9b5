import { posix } from "node:path"
import type { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { z } from "zod"
import { imageConfigSchema } from "../../../core/image/image-config.ts"
import { type Descriptor, MEDIA_TYPE } from "../../../core/image/manifest.ts"
import { failure } from "../../../core/shared/failure.ts"
import { FailureError, unwrap } from "../../../core/shared/result.ts"
import type { ImageRegistry } from "../../../ports/image-registry.ts"
import { ARCHIVE_LIMITS, ArchiveBudget, type ArchiveLimits } from "../../tar/archive-budget.ts"
import { archiveEntries } from "../../tar/archive-entries.ts"
import type { EngineClient } from "../engine-client.ts"
import type { KnownLayers } from "./known-layers.ts"
import { LeakFinder } from "./leak-finder.ts"
import { leakOf, lookAtLayer, type StoredLayer, storeLayer } from "./store-layer.ts"

export interface ExportTools {
  readonly client: EngineClient
  readonly registry: Pick<ImageRegistry, "hasBlob" | "putBlob" | "putManifest">
  readonly known: KnownLayers
  /** Values by name; an image that holds one is refused. */
  readonly secrets: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** What `docker save` says of an image: the paths of its parts in the archive. */
const savedSchema = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()).max(1000) })).length(1)

/** Entries up to here may be the archive's own notes, and are held until it is known which are layers. */
const SMALL = 1024 * 1024

/** Layers may be of any size. */
const LIMITS: ArchiveLimits = { ...ARCHIVE_LIMITS, bytes: Number.POSITIVE_INFINITY }

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
  readonly #tools: ExportTools
  readonly #layers = new Map<string, StoredLayer>()
  readonly #small = new Map<string, Buffer>()
  readonly #links = new Map<string, string>()

  constructor(tools: ExportTools) {
    this.#tools = tools
  }

  async read(archive: Readable): Promise<void> {
    for await (const { header, content } of archiveEntries(archive, new ArchiveBudget(LIMITS, broken))) {
      const { name, type, linkname, size } = header
      const path = posix.normalize(name)
      if (type === "symlink" || type === "link") {
        const target = type === "symlink" ? posix.join(posix.dirname(path), linkname ?? "") : (linkname ?? "")
        this.#links.set(path, posix.normalize(target))
      } else if (type !== "file") continue
      else if (size <= SMALL && !path.endsWith("/layer.tar")) this.#small.set(path, await buffer(content))
      else this.#layers.set(path, await this.#take(path, content))
    }
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
    const stored = await this.#take(own, once(this.text(own)))
    this.#layers.set(own, stored)
    return stored
  }

  async #take(path: string, content: AsyncIterable<Buffer>): Promise<StoredLayer> {
    const { known, registry } = this.#tools
    const noted = await known.get(path)
    if (noted && (await registry.hasBlob(noted.descriptor.digest))) {
      if ((await lookAtLayer(this.#tools, content)) === noted.diffId) return noted
      await known.forget(path)
      throw broken(`${path} is another layer than it was`)
    }
    const stored = await storeLayer(this.#tools, content)
    await known.put(path, stored)
    return stored
  }
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content
}

function broken(why: string): FailureError {
  return new FailureError(failure("image-corrupt", `the engine's archive of the image is broken: ${why}`))
}
