import type { Inventory } from "../../core/image/inventory.ts"
import { type Descriptor, type Manifest, MEDIA_TYPE } from "../../core/image/manifest.ts"
import { isReferenceName } from "../../core/image/reference-name.ts"
import { canonicalJson, type Digest, digestOf, isDigest, shortDigest } from "../../core/shared/digest.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError, fail, failed, ok, type Result, unwrap } from "../../core/shared/result.ts"
import type { Collection, CollectionRequest, ImageFolder, LastCollection } from "../../ports/image-folder.ts"
import type { NamedImage, Platform } from "../../ports/image-registry.ts"
import { BlobStore } from "./blob-store.ts"
import { checked } from "./entry-check.ts"
import { LayoutCollector } from "./layout-collector.ts"
import { ARTIFACT_TYPE, entryOf, isGivenName, nameOf, REF_NAME, SUBJECT, withEntry } from "./layout-entry.ts"
import { type EntriesChange, LayoutIndex } from "./layout-index.ts"
import { LayoutInventory, type Referrer } from "./layout-inventory.ts"
import { parseBytes, parseContent } from "./parse-content.ts"
import { storageFailure } from "./storage-failure.ts"
import { StoredBlobs } from "./stored-blobs.ts"

/**
 * Images and evidence in an OCI image layout folder, readable with ordinary tools: `skopeo inspect oci:<folder>:<name>`.
 * Every image is listed under its digest (`oci:<folder>:sha256:<hex>`) and under each name it was given.
 */
export class OciLayout implements ImageFolder {
  readonly folder: string
  readonly #blobs: BlobStore
  readonly #stored: StoredBlobs
  readonly #index: LayoutIndex
  readonly #inventory: LayoutInventory
  readonly #collector: LayoutCollector

  /** The folder is made with the first write. */
  constructor(folder: string) {
    this.folder = folder
    this.#blobs = new BlobStore(folder)
    this.#index = new LayoutIndex(folder, this.#blobs.partials)
    this.#stored = new StoredBlobs(folder, { run: (work) => this.#index.alone(work) })
    this.#inventory = new LayoutInventory(this.#blobs)
    this.#collector = new LayoutCollector(folder, {
      blobs: this.#blobs,
      index: this.#index,
      inventory: this.#inventory,
    })
  }

  hasBlob(digest: Digest): Promise<boolean> {
    return this.#stored.hasBlob(digest)
  }

  putBlob(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Result<{ digest: Digest; size: number }>> {
    return this.#blobs.put(content)
  }

  readBlob(digest: Digest): Promise<Result<Buffer>> {
    return this.#blobs.read(digest)
  }

  streamBlob(digest: Digest): Promise<Result<AsyncIterable<Buffer>>> {
    return this.#blobs.stream(digest)
  }

  putManifest(manifest: Manifest): Promise<Result<Descriptor>> {
    return this.importManifest(Buffer.from(canonicalJson(manifest)))
  }

  async importManifest(bytes: Buffer): Promise<Result<Descriptor>> {
    const digest = digestOf(bytes)
    const content = parseBytes(bytes, digest)
    if (!content.ok) return content
    const entry = entryOf(content.value, { digest, size: bytes.byteLength })
    // Under the lock, as somebody may be collecting what nothing has listed so far.
    const listed = await this.#update(async (entries) => {
      for (const part of content.value.kind === "manifest" ? partsOf(content.value.manifest) : []) {
        if (!(await this.#blobs.has(part.digest))) throw new FailureError(notStored(part.digest))
      }
      unwrap(await this.#blobs.put(bytes))
      // What the index lists must not be gone after a crash.
      await this.#blobs.settle()
      return withEntry(entries, checked(entry))
    })
    return listed.ok ? ok({ mediaType: entry.mediaType, digest, size: bytes.byteLength }) : listed
  }

  async readManifest(digest: Digest, platform?: Platform): Promise<Result<Manifest>> {
    const json = await this.#blobs.readJson(digest)
    const content = json.ok ? parseContent(json.value, digest) : json
    if (!content.ok) return content
    if (content.value.kind === "manifest") return ok(content.value.manifest)
    const found = content.value.index.manifests.find((entry) => platform && isFor(entry, platform))
    if (!found) return fail("image-unknown", `${shortDigest(digest)} is an index with no image for ${shown(platform)}`)
    return this.readManifest(found.digest)
  }

  async name(digest: Digest, name: string, options: { readonly moves: boolean }): Promise<Result<void>> {
    if (!isReferenceName(name) || !isGivenName(name)) {
      const hint = "letters and digits, joined by one of - . _ : @ + or by --, parted by /"
      return fail("argument-invalid", `${JSON.stringify(name)} cannot name an image`, { hint })
    }
    const stored = await this.#blobs.read(digest)
    if (!stored.ok) return stored
    let takenBy: Digest | undefined
    const updated = await this.#update(async (entries) => {
      if (!(await this.#blobs.has(digest))) throw new FailureError(notStored(digest))
      await this.#blobs.touch(digest, Date.now())
      const current = entries.find((entry) => nameOf(entry) === name)
      if (current?.digest === digest) return undefined
      if (current && !options.moves) {
        takenBy = current.digest
        return undefined
      }
      const known = entries.find((entry) => entry.digest === digest)
      const mediaType = known?.mediaType ?? MEDIA_TYPE.manifest
      const named = { mediaType, digest, size: stored.value.byteLength, annotations: { [REF_NAME]: name } }
      return [...entries.filter((entry) => nameOf(entry) !== name), checked(named)]
    })
    if (!updated.ok) return updated
    if (takenBy) return fail("name-moves", `'${name}' names ${shortDigest(takenBy)}, not ${shortDigest(digest)}`)
    return ok(undefined)
  }

  async resolve(name: string): Promise<Result<Descriptor>> {
    if (isDigest(name)) {
      const stored = await this.#blobs.read(name)
      if (!stored.ok) return stored
      const content = parseBytes(stored.value, name)
      if (!content.ok) return content
      const { mediaType } = entryOf(content.value, { digest: name, size: stored.value.byteLength })
      return ok({ mediaType, digest: name, size: stored.value.byteLength })
    }
    const entries = await this.#entries()
    if (!entries.ok) return entries
    const found = entries.value.find((entry) => nameOf(entry) === name)
    if (!found) return fail("image-unknown", `no image is named ${JSON.stringify(name)}`)
    return ok({ mediaType: found.mediaType, digest: found.digest, size: found.size })
  }

  async names(): Promise<Result<readonly NamedImage[]>> {
    const entries = await this.#entries()
    if (!entries.ok) return entries
    const named = entries.value.flatMap((entry) => {
      const name = nameOf(entry)
      if (name === undefined || !isGivenName(name)) return []
      return [{ name, descriptor: { mediaType: entry.mediaType, digest: entry.digest, size: entry.size } }]
    })
    return ok(named.sort((a, b) => (a.name < b.name ? -1 : 1)))
  }

  async referrers(subject: Digest, artifactType?: string): Promise<Result<readonly Descriptor[]>> {
    const entries = await this.#entries()
    if (!entries.ok) return entries
    const found: Descriptor[] = []
    for (const entry of entries.value) {
      const about = subjectOf(entry) ?? (await this.#inventory.referrer(entry))
      if (about?.subject !== subject) continue
      const type = about.artifactType
      if (artifactType !== undefined && type !== artifactType) continue
      found.push({ mediaType: entry.mediaType, digest: entry.digest, size: entry.size, artifactType: type })
    }
    return ok(found)
  }

  async inventory(): Promise<Result<Inventory>> {
    const entries = await this.#entries()
    return entries.ok ? ok(await this.#inventory.of(entries.value)) : entries
  }

  async collect(request: CollectionRequest): Promise<Result<Collection>> {
    try {
      return ok(await this.#collector.collect(request))
    } catch (error) {
      return failed(storageFailure(error, "images could not be removed"))
    }
  }

  lastCollection(): Promise<LastCollection | null> {
    return this.#collector.last()
  }

  async #entries(): Promise<Result<readonly Descriptor[]>> {
    try {
      return ok(await this.#index.entries())
    } catch (error) {
      return failed(storageFailure(error, "index.json could not be read"))
    }
  }

  async #update(change: EntriesChange): Promise<Result<void>> {
    try {
      return ok(await this.#index.update(change))
    } catch (error) {
      return failed(storageFailure(error, "index.json could not be written"))
    }
  }
}

function notStored(digest: Digest) {
  return failure("image-unknown", `the blob ${digest} is not stored`)
}

/** What an entry says about whom it speaks about; undefined if it does not say. */
function subjectOf({ annotations, artifactType = "" }: Descriptor): Referrer | undefined {
  const subject = annotations?.[SUBJECT]
  return subject === undefined ? undefined : { subject, artifactType: annotations?.[ARTIFACT_TYPE] ?? artifactType }
}

function partsOf({ config, layers }: Manifest): readonly Descriptor[] {
  return [config, ...layers]
}

function isFor({ platform }: Descriptor, wanted: Platform): boolean {
  return platform?.os === wanted.os && platform.architecture === wanted.architecture
}

function shown(platform: Platform | undefined): string {
  return platform ? `${platform.os}/${platform.architecture}` : "a platform that nobody named"
}
