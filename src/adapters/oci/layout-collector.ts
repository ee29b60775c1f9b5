import { readFile } from "node:fs/promises"
import { join } from "node:path"
import * as z from "zod/mini"
import type { CollectionPlan } from "../../core/image/plan-collection.ts"
import type { Collection, CollectionRequest, LastCollection } from "../../ports/image-folder.ts"
import { writeAtomically } from "./atomic-file.ts"
import type { BlobStore } from "./blob-store.ts"
import type { LayoutIndex } from "./layout-index.ts"
import type { LayoutInventory } from "./layout-inventory.ts"

const lastSchema = z.object({ at: z.number(), images: z.number(), bytes: z.number() })

interface LayoutParts {
  readonly blobs: BlobStore
  readonly index: LayoutIndex
  readonly inventory: LayoutInventory
}

/** Removes from an image layout what is decided to go. */
export class LayoutCollector {
  readonly #parts: LayoutParts
  readonly #record: string

  constructor(folder: string, parts: LayoutParts) {
    this.#parts = parts
    this.#record = join(folder, ".collected.json")
  }

  async collect({ decide, now, dryRun }: CollectionRequest): Promise<Collection> {
    const { blobs, index, inventory } = this.#parts
    // Manifests are read before, so that nobody has to wait for it; under the lock only what came meanwhile.
    const { manifests, unreadable } = await inventory.of(await index.entries())
    const isEmpty = manifests.length + unreadable.length + (await blobs.list()).length === 0
    if (isEmpty) return { plan: await decide({ manifests, unreadable }, []), dryRun }
    return index.alone(async (replace) => {
      const entries = await index.entries()
      const plan = await decide(await inventory.of(entries), await blobs.list())
      if (dryRun) return { plan, dryRun }
      const removed = new Set(plan.removed.map(({ digest }) => digest))
      // Before the blobs: killed in between, it leaves blobs that nothing lists, which go the next time.
      if (removed.size > 0) await replace(entries.filter(({ digest }) => !removed.has(digest)))
      for (const blob of plan.blobs) await blobs.remove(blob)
      await blobs.removeLeftovers(now)
      await this.#note(plan, now)
      return { plan, dryRun }
    })
  }

  async last(): Promise<LastCollection | null> {
    const text = await readFile(this.#record, "utf8").catch(() => undefined)
    if (text === undefined) return null
    try {
      return lastSchema.safeParse(JSON.parse(text)).data ?? null
    } catch {
      return null
    }
  }

  async #note({ removed, bytes }: CollectionPlan, now: number): Promise<void> {
    const images = removed.filter(({ kind }) => kind === "image" || kind === "index").length
    const last: LastCollection = { at: now, images, bytes }
    const target = { path: this.#record, partials: this.#parts.blobs.partials }
    await writeAtomically(target, (file) => file.writeFile(JSON.stringify(last)))
  }
}
