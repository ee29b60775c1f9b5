import { gzipSync } from "node:zlib"
import { type Header, pack } from "tar-stream"
import { valueFrom } from "../../../../test/support/assert-result.ts"
import { LAYER_ANNOTATION } from "../../../core/image/image-config.ts"
import { MEDIA_TYPE } from "../../../core/image/manifest.ts"
import { type Digest, digestOf } from "../../../core/shared/digest.ts"
import type { ImageRegistry } from "../../../ports/image-registry.ts"

export type ArchiveEntry = Partial<Header> & Pick<Header, "name"> & { readonly content?: string | Buffer }

/** A tar archive with these entries, whatever they are. */
export async function archiveOf(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const archive = pack()
  for (const { content = "", ...header } of entries) archive.entry(header, content)
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** A layer as it is stored, and what the manifest and the configuration say about it. */
export interface StoredLayer {
  readonly bytes: Buffer
  readonly mediaType: string
  readonly diffId: Digest
}

export async function layerOf(entries: readonly ArchiveEntry[]): Promise<StoredLayer> {
  return compressedLayer(await archiveOf(entries))
}

export function compressedLayer(archive: Buffer): StoredLayer {
  return { bytes: gzipSync(archive), mediaType: MEDIA_TYPE.layer, diffId: digestOf(archive) }
}

/** An image of application layers, with the rest of its configuration. */
export async function putLayers(
  registry: ImageRegistry,
  layers: readonly StoredLayer[],
  config: object = { Entrypoint: ["node"], Cmd: ["main.js"], WorkingDir: "/app", Env: ["A=1=2", "B="] },
): Promise<Digest> {
  const stored = await Promise.all(
    layers.map(async ({ bytes, mediaType }) => ({
      mediaType,
      ...valueFrom(await registry.putBlob(bytes)),
      annotations: { [LAYER_ANNOTATION]: "source" },
    })),
  )
  const rootfs = { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) }
  const text = JSON.stringify({ architecture: "amd64", os: "linux", config, rootfs })
  const configuration = { mediaType: MEDIA_TYPE.config, ...valueFrom(await registry.putBlob(Buffer.from(text))) }
  const manifest = { schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, config: configuration, layers: stored } as const
  return valueFrom(await registry.putManifest(manifest)).digest
}
