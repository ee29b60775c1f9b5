import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { digestOf, hexOf, isDigest } from "../../../core/shared/digest.ts"
import type { StoredLayer } from "./store-layer.ts"

const digestSchema = z.string().refine(isDigest)
const recordSchema = z.object({
  diffId: digestSchema,
  descriptor: z.object({ mediaType: z.string(), digest: digestSchema, size: z.number().int().min(0) }),
})

/**
 * Notes on layers that an engine has given out before, by their paths in its archives: those follow from what is in the
 * layer and below it, so that the same path is the same layer, and need not be compressed again. Whoever believes a note
 * compares the layer's digest with it.
 */
export class KnownLayers {
  readonly #folder: string

  /** `cacheFolder`: may be deleted at any time. */
  constructor(cacheFolder: string) {
    this.#folder = join(cacheFolder, "engine-layers")
  }

  async get(path: string): Promise<StoredLayer | undefined> {
    try {
      return recordSchema.parse(JSON.parse(await readFile(this.#file(path), "utf8")))
    } catch {
      return undefined
    }
  }

  async put(path: string, layer: StoredLayer): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    const partial = `${this.#file(path)}.${process.pid}.partial`
    await writeFile(partial, JSON.stringify(layer))
    await rename(partial, this.#file(path))
  }

  async forget(path: string): Promise<void> {
    await rm(this.#file(path), { force: true })
  }

  #file(path: string): string {
    return join(this.#folder, `${hexOf(digestOf(path))}.json`)
  }
}
