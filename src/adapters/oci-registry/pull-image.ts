import { type Descriptor, type Manifest, MEDIA_TYPE } from "../../core/image/manifest.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { FailureError, type Result, unwrap } from "../../core/shared/result.ts"
import type { ImageRegistry, Platform } from "../../ports/image-registry.ts"
import { inParallel } from "./in-parallel.ts"
import { parseManifest } from "./parse-manifest.ts"
import { refusal } from "./registry-failure.ts"
import type { RemoteRepository, StoredManifest } from "./remote-repository.ts"
import { Transient } from "./retry.ts"

const AT_ONCE = 4

export interface Pull {
  readonly from: RemoteRepository
  readonly to: ImageRegistry
  readonly platform: Platform
}

/** Brings an image by its digest, or of an index the image for one platform. Layers that are here are not asked for. */
export async function pullImage(pull: Pull, digest: Digest): Promise<void> {
  const top = await manifestOf(pull, digest)
  const content = parseManifest(top.bytes, digest)
  if ("layers" in content) return storeImage(pull, top, content)
  const found = content.manifests.find(({ platform }) => isSame(platform, pull.platform))
  if (!found) {
    const wanted = `${pull.platform.os}/${pull.platform.architecture}`
    throw refusal("image-unknown", `${pull.from.shown}@${shortDigest(digest)} has no image for ${wanted}`)
  }
  const inside = await manifestOf(pull, found.digest)
  const manifest = parseManifest(inside.bytes, found.digest)
  if (!("layers" in manifest)) throw refusal("image-corrupt", `${shortDigest(digest)} is an index of indexes`)
  await storeImage(pull, inside, manifest)
  unwrap(await pull.to.importManifest(top.bytes))
}

async function manifestOf({ from }: Pull, digest: Digest): Promise<StoredManifest> {
  const found = await from.manifest(digest)
  if (!found) throw refusal("image-unknown", `there is no ${from.shown}@${digest}`)
  return found
}

async function storeImage({ from, to }: Pull, { bytes }: StoredManifest, { config, layers }: Manifest): Promise<void> {
  const parts = [...new Map([config, ...layers].map((part) => [part.digest, part])).values()]
  await inParallel(AT_ONCE, parts, async (part) => {
    if (!(await to.hasBlob(part.digest))) await from.client.repeat(() => bring(from, to, part), from.signal)
  })
  unwrap(await to.importManifest(bytes))
}

/** A layer that breaks off begins again; one that is not what its digest says does not. */
async function bring(
  from: RemoteRepository,
  to: ImageRegistry,
  { digest, size, mediaType }: Descriptor,
): Promise<void> {
  if (mediaType.startsWith("application/vnd.docker.")) throw olderFormat(from, digest)
  const content = await from.blob(digest, size)
  if (!content)
    throw refusal("image-unknown", `${from.shown} lists the layer ${shortDigest(digest)}, but does not have it`)
  const stored: Result<{ digest: Digest }> = await to.putBlob(content)
  if (stored.ok) return
  const { reason, message } = stored.failure
  throw reason === "registry-unreachable" ? new Transient(message) : new FailureError(stored.failure)
}

function olderFormat({ shown }: RemoteRepository, digest: Digest): FailureError {
  const hint = `copy it with skopeo copy --format oci, and pin the digest that it has then (${MEDIA_TYPE.layer})`
  return refusal("image-corrupt", `${shown} has the layer ${shortDigest(digest)} in Docker's own format`, hint)
}

function isSame(platform: Descriptor["platform"], wanted: Platform): boolean {
  return platform?.os === wanted.os && platform.architecture === wanted.architecture
}
