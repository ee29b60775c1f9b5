import { type Descriptor, type Manifest, MEDIA_TYPE } from "../../core/image/manifest.ts"
import { canonicalJson, type Digest, digestOf, isDigest } from "../../core/shared/digest.ts"
import { isTag } from "../../core/shared/image-reference.ts"
import type { Result } from "../../core/shared/result.ts"
import type { ImageRegistry, NamedImage, Platform } from "../../ports/image-registry.ts"
import { listTags } from "./list-tags.ts"
import { nameManifest } from "./name-manifest.ts"
import { OneAtATime } from "./one-at-a-time.ts"
import { parseManifest, referrerEntry } from "./parse-manifest.ts"
import { putManifest } from "./put-manifest.ts"
import { addToFallback, isFallbackTag, listReferrers } from "./referrers.ts"
import { asResult, refusal } from "./registry-failure.ts"
import type { RemoteRepository } from "./remote-repository.ts"
import { readContent, readImageManifest, streamContent } from "./repository-content.ts"
import { uploadBlob, uploadStream } from "./upload-blob.ts"

type Stored = Promise<Result<{ digest: Digest; size: number }>>

/** The images of one service in a registry: `web:v1.2.0` is the tag `v1.2.0` of its repository, `web` is `web:latest`. */
export class OciRepository implements ImageRegistry {
  readonly #repository: RemoteRepository
  readonly #service: string
  /** What is read, changed and written back. */
  readonly #changes = new OneAtATime()

  constructor(repository: RemoteRepository, service: string) {
    this.#repository = repository
    this.#service = service
  }

  async hasBlob(digest: Digest): Promise<boolean> {
    if (!isDigest(digest)) return false
    return (await this.#repository.hasBlob(digest)) || (await this.#repository.digestOf(digest)) !== undefined
  }

  putBlob(content: Uint8Array | AsyncIterable<Uint8Array>): Stored {
    return asResult(async () => {
      if (!(content instanceof Uint8Array)) return uploadStream(this.#repository, content)
      const blob = { digest: digestOf(content), size: content.byteLength }
      const open = async function* () {
        if (content.byteLength > 0) yield content
      }
      if (!(await this.#repository.hasBlob(blob.digest))) await uploadBlob(this.#repository, { ...blob, open }, null)
      return blob
    })
  }

  readBlob(digest: Digest): Promise<Result<Buffer>> {
    return asResult(() => readContent(this.#repository, digest))
  }

  streamBlob(digest: Digest): Promise<Result<AsyncIterable<Buffer>>> {
    return asResult(() => streamContent(this.#repository, digest))
  }

  putManifest(manifest: Manifest): Promise<Result<Descriptor>> {
    return this.importManifest(Buffer.from(canonicalJson(manifest)))
  }

  importManifest(bytes: Buffer): Promise<Result<Descriptor>> {
    return asResult(async () => {
      const digest = digestOf(bytes)
      const parsed = parseManifest(bytes, digest)
      const mediaType = parsed.mediaType ?? MEDIA_TYPE.index
      if ("layers" in parsed) await this.#requireParts(parsed)
      const { knowsSubject } = await putManifest(this.#repository, digest, { bytes, mediaType })
      const descriptor = { mediaType, digest, size: bytes.byteLength }
      const subject = "layers" in parsed ? parsed.subject?.digest : undefined
      if ("layers" in parsed && subject !== undefined && !knowsSubject) {
        const entries = [referrerEntry(parsed, descriptor)]
        await this.#changes.run(subject, () => addToFallback(this.#repository, subject, entries))
      }
      return descriptor
    })
  }

  readManifest(digest: Digest, platform?: Platform): Promise<Result<Manifest>> {
    return asResult(() => readImageManifest(this.#repository, digest, platform))
  }

  name(digest: Digest, name: string, { moves }: { readonly moves: boolean }): Promise<Result<void>> {
    return asResult(async () => {
      const tag = this.#tagOf(name)
      if (tag === undefined) throw refusal("argument-invalid", `${JSON.stringify(name)} cannot name an image here`)
      await this.#changes.run(tag, () => nameManifest(this.#repository, { tag, moves, of: digest }))
    })
  }

  resolve(name: string): Promise<Result<Descriptor>> {
    return asResult(async () => {
      const tag = isDigest(name) ? name : this.#tagOf(name)
      const found = tag === undefined ? undefined : await this.#repository.manifest(tag)
      if (found) return { mediaType: found.mediaType, digest: found.digest, size: found.bytes.byteLength }
      throw refusal("image-unknown", `no image is named ${JSON.stringify(name)} in ${this.#repository.shown}`)
    })
  }

  names(): Promise<Result<readonly NamedImage[]>> {
    return asResult(async () => {
      const named: NamedImage[] = []
      for (const tag of await listTags(this.#repository)) {
        const found = isFallbackTag(tag) ? undefined : await this.#repository.manifest(tag)
        if (!found) continue
        const { mediaType, digest, bytes } = found
        named.push({ name: `${this.#service}:${tag}`, descriptor: { mediaType, digest, size: bytes.byteLength } })
      }
      return named.sort((a, b) => (a.name < b.name ? -1 : 1))
    })
  }

  referrers(subject: Digest, artifactType?: string): Promise<Result<readonly Descriptor[]>> {
    return asResult(async () => {
      const all = await listReferrers(this.#repository, subject)
      return all.flatMap(({ mediaType, digest, size, artifactType: type = "" }) =>
        artifactType === undefined || type === artifactType ? [{ mediaType, digest, size, artifactType: type }] : [],
      )
    })
  }

  #tagOf(name: string): string | undefined {
    const [service, tag = "latest", ...more] = name.split(":")
    return service === this.#service && isTag(tag) && !isFallbackTag(tag) && more.length === 0 ? tag : undefined
  }

  async #requireParts({ config, layers }: Manifest): Promise<void> {
    for (const { digest } of [config, ...layers]) {
      if (await this.#repository.hasBlob(digest)) continue
      throw refusal("image-unknown", `the manifest's blob ${digest} is not stored in ${this.#repository.shown}`)
    }
  }
}
