import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { OciLayout } from "./oci-layout.ts"

/** Writes one image into a layout of its own, without evidence about it; what is damaged is found meanwhile. */
export async function layOutImage(
  registry: Pick<ImageRegistry, "readManifest" | "streamBlob">,
  image: Digest,
  folder: string,
): Promise<Result<void>> {
  const manifest = await registry.readManifest(image)
  if (!manifest.ok) return manifest
  const layout = new OciLayout(folder)
  for (const { digest } of [manifest.value.config, ...manifest.value.layers]) {
    const stream = await registry.streamBlob(digest)
    if (!stream.ok) return stream
    const stored = await layout.putBlob(stream.value)
    if (!stored.ok) return stored
  }
  const stored = await layout.putManifest(manifest.value)
  if (!stored.ok) return stored
  if (stored.value.digest === image) return ok(undefined)
  return fail("image-corrupt", `image ${shortDigest(image)} has a manifest that no other registry would know again`)
}
