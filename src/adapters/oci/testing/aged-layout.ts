import assert from "node:assert/strict"
import { existsSync, readdirSync, statSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { valueFrom } from "../../../../test/support/assert-result.ts"
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts"
import { type Needs, planCollection } from "../../../core/image/plan-collection.ts"
import type { Digest } from "../../../core/shared/digest.ts"
import type { Collection } from "../../../ports/image-folder.ts"
import { OciLayout } from "../oci-layout.ts"

const DAY = 86_400_000
export const UNUSED_FOR = 7 * DAY
export const EVIDENCE_FOR = 30 * DAY
export const nothing: Needs = { roots: [], releases: [] }

/** A layout in which everything was stored at times of the test's choice. */
export class AgedLayout implements AsyncDisposable {
  readonly folder: string
  readonly registry: OciLayout
  readonly #remove: () => PromiseLike<void>
  #now = Date.now() + 100 * DAY

  static async open(): Promise<AgedLayout> {
    const folder = await temporaryFolder()
    return new AgedLayout(folder.path, () => folder[Symbol.asyncDispose]())
  }

  constructor(folder: string, remove: () => PromiseLike<void>) {
    this.folder = folder
    this.registry = new OciLayout(folder)
    this.#remove = remove
  }

  get now(): number {
    return this.#now
  }

  wait(days: number): void {
    this.#now += days * DAY
  }

  /** Does something, and dates what it has stored or touched as of now. */
  async at<T>(work: Promise<T>): Promise<T> {
    const done = await work
    for (const path of this.blobs().map((hex) => join(this.folder, "blobs/sha256", hex))) {
      if (statSync(path).mtimeMs < Date.now() + 50 * DAY) utimesSync(path, this.#now / 1000, this.#now / 1000)
    }
    return done
  }

  blobs(): readonly string[] {
    const folder = join(this.folder, "blobs/sha256")
    return existsSync(folder) ? readdirSync(folder) : []
  }

  async collect(needs = nothing, registry = this.registry): Promise<Collection> {
    const rules = { now: this.#now, unusedFor: UNUSED_FOR, evidenceFor: EVIDENCE_FOR }
    return valueFrom(
      await registry.collect({
        decide: async (inventory, blobs) => planCollection(inventory, blobs, needs, rules),
        now: this.#now,
        dryRun: false,
      }),
    )
  }

  /** Every listed manifest with every blob of it can be read, and nothing half-done lies about. */
  async assertWhole(): Promise<readonly Digest[]> {
    const fresh = new OciLayout(this.folder)
    const { manifests, unreadable } = valueFrom(await fresh.inventory())
    assert.deepEqual(unreadable, [])
    for (const { parts } of manifests) for (const part of parts) valueFrom(await fresh.readBlob(part.digest))
    return manifests.map(({ digest }) => digest)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#remove()
  }
}
