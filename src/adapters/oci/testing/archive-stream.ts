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

export interface RawHeader {
  readonly name: string
  readonly type?: string
  readonly size?: number
  readonly linkname?: string
}

/** A header as bytes, whatever it says (POSIX.1-2017, pax: ustar Interchange Format); its sum is right. */
export function rawHeader({ name, type = "0", size = 0, linkname = "" }: RawHeader): Buffer {
  const block = Buffer.alloc(512)
  block.write(name, 0, 100, "utf8")
  block.write("0000644\0", 100)
  // More than 8 GiB does not fit into octal digits (GNU tar, base-256).
  if (size < 8 ** 11) block.write(`${size.toString(8).padStart(11, "0")}\0`, 124)
  else {
    block[124] = 0x80
    block.writeBigUInt64BE(BigInt(size), 128)
  }
  block.write("        ", 148)
  block.write(type, 156)
  block.write(linkname, 157, 100, "utf8")
  block.write("ustar\0" + "00", 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148)
  return block
}

/** An entry with its content, filled up to whole blocks. */
export function rawEntry(header: RawHeader, content = ""): Buffer {
  const bytes = Buffer.from(content)
  const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512)
  return Buffer.concat([rawHeader({ size: bytes.length, ...header }), bytes, padding])
}
