import { createHash } from "node:crypto"
import { gzipSync } from "node:zlib"
import type { Digest } from "../../../core/shared/digest.ts"
import type { StoredLayer } from "./layer-image.ts"

/** A piece of an archive, so many times in a row. */
export interface Piece {
  readonly bytes: Buffer
  readonly times?: number
}

/**
 * A layer that unpacks to far more than is ever in memory: each piece is compressed once and stands there as often as
 * wanted, as a member of its own (RFC 1952, 2.2). `diffId`: of the whole, which is worth working out only where somebody
 * gets so far.
 */
export function layerOfPieces(pieces: readonly Piece[], diffId: Digest = NOBODY_GETS_SO_FAR): StoredLayer {
  const members = pieces.flatMap(({ bytes, times = 1 }) => Array<Buffer>(times).fill(gzipSync(bytes)))
  return { bytes: Buffer.concat(members), mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", diffId }
}

const NOBODY_GETS_SO_FAR: Digest = `sha256:${"0".repeat(64)}`

export function digestOfPieces(pieces: readonly Piece[]): Digest {
  const hash = createHash("sha256")
  for (const { bytes, times = 1 } of pieces) for (let at = 0; at < times; at++) hash.update(bytes)
  return `sha256:${hash.digest("hex")}`
}
