import { randomUUID } from "node:crypto"
import { createWriteStream } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { FailureError, fail, failed, ok, type Result } from "../../core/shared/result.ts"
import type { ArchivePlace, ImageArchives } from "../../ports/image-archives.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { dockerArchive } from "./docker-archive.ts"
import { ociArchive } from "./oci-archive.ts"
import { readArchive } from "./read-archive.ts"

/** Images in tar files of this machine. */
export const tarArchives: ImageArchives = {
  async write(registry, digest, place) {
    const content = await contentOf(registry, digest, place)
    if (!content.ok) return content
    // Beside it, so that a file that is half-written is never taken for an image.
    const partial = `${place.file}.${randomUUID()}`
    try {
      await pipeline(Readable.from(content.value, { objectMode: true }), createWriteStream(partial, { flags: "wx" }))
      await rename(partial, place.file)
      return ok(undefined)
    } catch (error) {
      return fileFailure(error, `${place.file} could not be written`)
    } finally {
      await rm(partial, { force: true })
    }
  },

  async read(place, into) {
    try {
      return ok(await readArchive(place, into))
    } catch (error) {
      return fileFailure(error, `${place.file} could not be read`)
    }
  },
}

async function contentOf(
  registry: ImageRegistry,
  digest: Digest,
  { format, name }: ArchivePlace,
): Promise<Result<AsyncIterable<Uint8Array>>> {
  const [manifest, bytes] = [await registry.readManifest(digest), await registry.readBlob(digest)]
  if (!manifest.ok) return manifest
  if (!bytes.ok) return bytes
  if (manifest.value.artifactType !== undefined) {
    return fail("argument-invalid", `${shortDigest(digest)} is no image but ${manifest.value.artifactType}`)
  }
  if (format === "docker-archive") return ok(dockerArchive(registry, manifest.value, name === null ? [] : [name]))
  const descriptor = { mediaType: manifest.value.mediaType, digest, size: bytes.value.byteLength }
  return ok(ociArchive(registry, { descriptor, manifest: manifest.value, name }))
}

function fileFailure(error: unknown, what: string): Result<never> {
  if (error instanceof FailureError) return failed(error.failure)
  if (!(error instanceof Error && "syscall" in error)) throw error
  const reason = "code" in error && error.code === "ENOENT" ? "argument-invalid" : "file-unwritable"
  return fail(reason, `${what}: ${error.message}`)
}
