import { EMPTY_JSON, emptyDescriptor, MEDIA_TYPE } from "../../src/core/image/manifest.ts"
import { digestOf } from "../../src/core/shared/digest.ts"
import type { Descriptor, ImageRegistry, Manifest } from "../../src/ports/image-registry.ts"
import { valueFrom } from "./assert-result.ts"

/** A small image with one layer of this text; not one that could run. */
export function putSampleImage(registry: ImageRegistry, text: string): Promise<Descriptor> {
  return putLayeredImage(registry, [text])
}

/** ... with layers of these texts. One that is stored already is taken as it is. */
export async function putLayeredImage(registry: ImageRegistry, texts: readonly string[]): Promise<Descriptor> {
  const mediaType = "application/vnd.oci.image.layer.v1.tar"
  const layers: Descriptor[] = []
  for (const text of texts) {
    const known = { digest: digestOf(text), size: Buffer.byteLength(text) }
    const isThere = await registry.hasBlob(known.digest)
    layers.push({ mediaType, ...(isThere ? known : valueFrom(await registry.putBlob(Buffer.from(text)))) })
  }
  const config = {
    architecture: "amd64",
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: texts.map((text) => digestOf(text)) },
  }
  const stored = valueFrom(await registry.putBlob(Buffer.from(JSON.stringify(config))))
  return valueFrom(
    await registry.putManifest({
      schemaVersion: 2,
      mediaType: MEDIA_TYPE.manifest,
      config: { mediaType: MEDIA_TYPE.config, ...stored },
      layers,
    }),
  )
}

export const SAMPLE_ARTIFACT = "application/vnd.slipway.sample.v1+json"

/** An artifact that speaks about something. */
export async function putSampleArtifact(
  registry: ImageRegistry,
  subject: Descriptor | null,
  text: string,
  artifactType = SAMPLE_ARTIFACT,
): Promise<Descriptor> {
  valueFrom(await registry.putBlob(Buffer.from(EMPTY_JSON)))
  const layer = valueFrom(await registry.putBlob(Buffer.from(text)))
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    artifactType,
    config: emptyDescriptor,
    layers: [{ mediaType: artifactType, ...layer }],
    ...(subject ? { subject } : {}),
  }
  return valueFrom(await registry.putManifest(manifest))
}
