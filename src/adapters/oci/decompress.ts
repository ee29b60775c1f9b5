import { createGunzip } from "node:zlib"
import { MEDIA_TYPE } from "../../core/image/manifest.ts"
import { drained } from "../tar/drained.ts"
import { refused, shown } from "./refusal.ts"

const UNCOMPRESSED = "application/vnd.oci.image.layer.v1.tar"

/** The archive in a layer of this media type (image specification, layer.md); anything but gzip or nothing is refused. */
export function decompressed(content: AsyncIterable<Uint8Array>, mediaType: string): AsyncIterable<Uint8Array> {
  if (mediaType === UNCOMPRESSED) return content
  if (mediaType !== MEDIA_TYPE.layer) throw refused(`layers of the type ${shown(mediaType)} cannot be unpacked`)
  return gunzipped(content)
}

async function* gunzipped(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  const feeding = (async () => {
    for await (const chunk of content) {
      if (gunzip.destroyed) return
      if (!gunzip.write(chunk)) await drained(gunzip)
    }
    gunzip.end()
  })()
  feeding.catch((error: Error) => gunzip.destroy(error))
  yield* gunzip
  await feeding
}
