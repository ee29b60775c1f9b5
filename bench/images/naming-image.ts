import { createHash, randomFillSync } from "node:crypto"
import { MEDIA_TYPE } from "../../src/core/image/manifest.ts"
import type { Digest } from "../../src/core/shared/digest.ts"
import { unwrap } from "../../src/core/shared/result.ts"
import type { ImageRegistry } from "../../src/ports/image-registry.ts"

const MEGABYTE = 1_000_000

/** An image with one layer of so many megabytes that no compressor would make smaller. */
export async function putImageOf(registry: ImageRegistry, megabytes: number): Promise<Digest> {
  const hash = createHash("sha256")
  const content = async function* () {
    for (let at = 0; at < megabytes; at++) {
      const chunk = randomFillSync(Buffer.alloc(MEGABYTE))
      hash.update(chunk)
      yield chunk
    }
  }
  const layer = unwrap(await registry.putBlob(content()))
  const rootfs = { type: "layers", diff_ids: [`sha256:${hash.digest("hex")}`] }
  const configuration = { architecture: "amd64", os: "linux", config: {}, rootfs }
  const config = unwrap(await registry.putBlob(Buffer.from(JSON.stringify(configuration))))
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: { mediaType: MEDIA_TYPE.config, ...config },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", ...layer }],
  } as const
  return unwrap(await registry.putManifest(manifest)).digest
}
