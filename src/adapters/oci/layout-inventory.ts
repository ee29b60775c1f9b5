import type { Inventory, StoredManifest, UnreadableManifest } from "../../core/image/inventory.ts"
import {
  artifactTypeOf,
  type Descriptor,
  indexSchema,
  isArtifact,
  type Manifest,
  manifestSchema,
} from "../../core/image/manifest.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { BlobStore } from "./blob-store.ts"
import { ARTIFACT_TYPE, isGivenName, nameOf } from "./layout-entry.ts"
import { LIMITS } from "./limits.ts"

export interface Referrer {
  readonly subject: string
  readonly artifactType: string
}

type Content = Pick<StoredManifest, "kind" | "artifactType" | "subject" | "parts">

/** Reads what an index lists. What was read once is kept: a digest's content never changes. */
export class LayoutInventory {
  readonly #blobs: BlobStore
  readonly #known = new Map<Digest, Content>()

  constructor(blobs: BlobStore) {
    this.#blobs = blobs
  }

  async of(entries: readonly Descriptor[]): Promise<Inventory> {
    const manifests: StoredManifest[] = []
    const unreadable: UnreadableManifest[] = []
    for (const { digest, names } of grouped(entries)) {
      const usedAt = await this.#blobs.usedAt(digest)
      const content = await this.#read(digest)
      if (!content.ok) unreadable.push({ digest, names, why: content.failure.message, usedAt: usedAt?.at ?? null })
      else manifests.push({ digest, names, ...content.value, size: usedAt?.size ?? 0, usedAt: usedAt?.at ?? 0 })
    }
    return { manifests, unreadable }
  }

  /** For entries that other tools have written: whom the manifest speaks about; undefined if it is no statement. */
  async referrer(entry: Descriptor): Promise<Referrer | undefined> {
    if (nameOf(entry) !== undefined || entry.annotations?.[ARTIFACT_TYPE] !== undefined) return undefined
    const content = await this.#read(entry.digest)
    if (!content.ok || content.value.subject === null) return undefined
    return { subject: content.value.subject, artifactType: content.value.artifactType ?? "" }
  }

  async #read(digest: Digest): Promise<Result<Content>> {
    const known = this.#known.get(digest)
    if (known) return ok(known)
    const read = await this.#parse(digest, { left: LIMITS.imagesOfIndex })
    if (read.ok) this.#known.set(digest, read.value)
    return read
  }

  async #parse(digest: Digest, budget: { left: number }): Promise<Result<Content>> {
    if (budget.left-- <= 0) return fail("image-corrupt", `${shortDigest(digest)} is in an index of too many images`)
    const json = await this.#blobs.readJson(digest)
    if (!json.ok) return json
    const manifest = manifestSchema.safeParse(json.value)
    if (manifest.success) return ok(contentOf(manifest.data))
    const index = indexSchema.safeParse(json.value)
    if (!index.success) return fail("image-corrupt", `${shortDigest(digest)} is neither a manifest nor an index`)
    const parts: Descriptor[] = []
    for (const child of index.data.manifests) {
      // An index may list platforms that nobody copied.
      if (!(await this.#blobs.has(child.digest))) continue
      const content = await this.#parse(child.digest, budget)
      if (!content.ok) return content
      parts.push(child, ...content.value.parts)
    }
    return ok({ kind: "index", artifactType: null, subject: null, parts: once(parts) })
  }
}

function contentOf(manifest: Manifest): Content {
  const parts = once([manifest.config, ...manifest.layers])
  const subject = manifest.subject?.digest ?? null
  if (!isArtifact(manifest)) return { kind: "image", artifactType: null, subject, parts }
  return { kind: "artifact", artifactType: artifactTypeOf(manifest), subject, parts }
}

function once(parts: readonly Descriptor[]): readonly Descriptor[] {
  return [...new Map(parts.map((part) => [part.digest, part])).values()]
}

function grouped(entries: readonly Descriptor[]): readonly { readonly digest: Digest; readonly names: string[] }[] {
  const names = new Map<Digest, string[]>()
  for (const entry of entries) {
    const all = names.get(entry.digest) ?? []
    names.set(entry.digest, all)
    const name = nameOf(entry)
    if (name !== undefined && isGivenName(name)) all.push(name)
  }
  return [...names].map(([digest, given]) => ({ digest, names: given.sort() }))
}
