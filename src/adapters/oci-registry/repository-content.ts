import type { Manifest } from "../../core/image/manifest.ts"
import { type Digest, isDigest, shortDigest } from "../../core/shared/digest.ts"
import type { Platform } from "../../ports/image-registry.ts"
import { parseManifest } from "./parse-manifest.ts"
import { refusal } from "./registry-failure.ts"
import type { RemoteRepository } from "./remote-repository.ts"

const READ_LIMIT = 64 * 1024 * 1024

/**
 * A blob or a manifest as a stream: a registry keeps them apart, a digest does not say which it is. Blobs are looked for
 * first, as docker-registry answers 500 when asked for a manifest that is a blob.
 */
export async function streamContent(repository: RemoteRepository, digest: Digest): Promise<AsyncIterable<Buffer>> {
  const blob = isDigest(digest) ? await repository.blob(digest, null) : undefined
  if (blob) return blob
  const manifest = isDigest(digest) ? await repository.manifest(digest) : undefined
  if (!manifest) throw refusal("image-unknown", `there is no ${digest} in ${repository.shown}`)
  return only(manifest.bytes)
}

/** The same as a whole: at most 64 MiB. */
export async function readContent(repository: RemoteRepository, digest: Digest): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of await streamContent(repository, digest)) {
    size += chunk.byteLength
    if (size > READ_LIMIT) throw refusal("image-corrupt", `${shortDigest(digest)} is too large to be read as a whole`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A manifest, or of an index the one for this platform. */
export async function readImageManifest(
  repository: RemoteRepository,
  digest: Digest,
  platform: Platform | undefined,
): Promise<Manifest> {
  const parsed = parseManifest(await readContent(repository, digest), digest)
  if ("layers" in parsed) return parsed
  const found = parsed.manifests.find(
    (entry) => entry.platform?.os === platform?.os && entry.platform?.architecture === platform?.architecture,
  )
  if (!found || !platform) {
    const wanted = platform ? `${platform.os}/${platform.architecture}` : "a platform that nobody named"
    throw refusal("image-unknown", `${shortDigest(digest)} is an index with no image for ${wanted}`)
  }
  const inside = parseManifest(await readContent(repository, found.digest), found.digest)
  if ("layers" in inside) return inside
  throw refusal("image-corrupt", `${shortDigest(digest)} is an index of indexes`)
}

async function* only(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
