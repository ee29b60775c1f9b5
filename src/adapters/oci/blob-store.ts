import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises"
import { join } from "node:path"
import type { StoredBlob } from "../../core/image/plan-collection.ts"
import { type Digest, digestOf, hexOf, isDigest, shortDigest } from "../../core/shared/digest.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError, fail, failed, ok, type Result } from "../../core/shared/result.ts"
import { syncFolder, writeWhole } from "./atomic-file.ts"
import { LIMITS } from "./limits.ts"
import { hasCode, storageFailure } from "./storage-failure.ts"

const LEFTOVER_AGE = 24 * 3_600_000

/** The blobs of an image layout: `blobs/sha256/<hex>` (image specification, image-layout.md). */
export class BlobStore {
  readonly partials: string
  readonly #folder: string

  constructor(layout: string) {
    this.#folder = join(layout, "blobs", "sha256")
    this.partials = join(layout, ".partial")
  }

  async has(digest: Digest): Promise<boolean> {
    if (!isDigest(digest)) return false
    return stat(this.#path(digest)).then(
      (found) => found.isFile(),
      () => false,
    )
  }

  /**
   * Replaces a damaged blob of the same digest: the new content is known to be right. It is whole or not there, also after
   * a crash; only after {@link settle} is it there for certain.
   */
  async put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Result<{ digest: Digest; size: number }>> {
    try {
      return ok(
        await writeWhole(
          this,
          async (file) => {
            const hash = createHash("sha256")
            let size = 0
            for await (const chunk of content instanceof Uint8Array ? [content] : content) {
              hash.update(chunk)
              size += chunk.byteLength
              await file.writeFile(chunk)
            }
            return { digest: `sha256:${hash.digest("hex")}` as const, size }
          },
          ({ digest }) => this.#path(digest),
        ),
      )
    } catch (error) {
      return failed(storageFailure(error, "a blob could not be stored"))
    }
  }

  /** All that was put is there after a crash, too: one wait for the disk, however many blobs they are. */
  async settle(): Promise<void> {
    await syncFolder(this.#folder)
  }

  async read(digest: Digest): Promise<Result<Buffer>> {
    if (!isDigest(digest)) return unknownBlob(digest)
    try {
      const { size } = await stat(this.#path(digest))
      if (size > LIMITS.blob) return fail("image-corrupt", `blob ${shortDigest(digest)} is larger than it may be`)
      const content = await readFile(this.#path(digest))
      return digestOf(content) === digest ? ok(content) : failed(corrupt(digest))
    } catch (error) {
      if (hasCode(error, "ENOENT")) return unknownBlob(digest)
      return failed(storageFailure(error, `blob ${shortDigest(digest)} could not be read`))
    }
  }

  /** Of a manifest or an index. */
  async readJson(digest: Digest): Promise<Result<unknown>> {
    const content = await this.read(digest)
    if (!content.ok) return content
    if (content.value.byteLength > LIMITS.manifest) return fail("image-corrupt", `${shortDigest(digest)} is too large`)
    try {
      return ok(JSON.parse(content.value.toString("utf8")))
    } catch {
      return fail("image-corrupt", `${shortDigest(digest)} is not JSON`)
    }
  }

  /** When a blob was stored or last used, and its size; undefined if it is not there. */
  async usedAt(digest: Digest): Promise<{ readonly at: number; readonly size: number } | undefined> {
    return stat(this.#path(digest)).then(
      ({ mtimeMs, size }) => ({ at: mtimeMs, size }),
      () => undefined,
    )
  }

  /** Notes that a blob is used now. */
  async touch(digest: Digest, now: number): Promise<void> {
    // Where nobody may write, nobody collects either.
    await utimes(this.#path(digest), now / 1000, now / 1000).catch(() => undefined)
  }

  /** All of them. Files that are no blobs are somebody else's. */
  async list(): Promise<readonly StoredBlob[]> {
    const names = await readdir(this.#folder).catch(() => [])
    const blobs: StoredBlob[] = []
    for (const name of names) {
      const digest: Digest = `sha256:${name}`
      const found = isDigest(digest) ? await this.usedAt(digest) : undefined
      if (found) blobs.push({ digest, size: found.size, usedAt: found.at })
    }
    return blobs
  }

  /** Removes a blob, unless it was stored again or used since it was listed. */
  async remove({ digest, usedAt }: StoredBlob): Promise<void> {
    const aside = join(this.partials, `${hexOf(digest)}.removed`)
    try {
      await mkdir(this.partials, { recursive: true })
      // First out of the way, so that nothing can happen to it between the look and the end.
      await rename(this.#path(digest), aside)
      const { mtimeMs } = await stat(aside)
      if (mtimeMs === usedAt) await rm(aside)
      else await rename(aside, this.#path(digest))
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error
    }
  }

  async stream(digest: Digest): Promise<Result<AsyncIterable<Buffer>>> {
    return (await this.has(digest)) ? ok(verified(this.#path(digest), digest)) : unknownBlob(digest)
  }

  /** Removes what crashed writers left behind, once it is old enough not to be somebody's work. */
  async removeLeftovers(now: number): Promise<void> {
    const names = await readdir(this.partials).catch(() => [])
    for (const name of names) {
      const path = join(this.partials, name)
      const found = await stat(path).catch(() => undefined)
      if (found && now - found.mtimeMs > LEFTOVER_AGE) await rm(path, { force: true, recursive: true })
    }
  }

  #path(digest: Digest): string {
    return join(this.#folder, hexOf(digest))
  }
}

async function* verified(path: string, digest: Digest): AsyncGenerator<Buffer> {
  const hash = createHash("sha256")
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    hash.update(chunk)
    yield chunk
  }
  if (`sha256:${hash.digest("hex")}` !== digest) throw new FailureError(corrupt(digest))
}

function unknownBlob(digest: Digest) {
  return fail("image-unknown", `there is no blob ${digest}`)
}

function corrupt(digest: Digest) {
  return failure("image-corrupt", `blob ${shortDigest(digest)} is not what its digest says`, {
    hint: `remove blobs/sha256/${hexOf(digest)} and build or copy the image again`,
  })
}
