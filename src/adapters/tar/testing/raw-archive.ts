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

/** Makes the sum of a header right that was changed. */
export function mendSum(archive: Buffer, block: number): void {
  archive.write("        ", block + 148)
  const sum = archive.subarray(block, block + 512).reduce((total, byte) => total + byte, 0)
  archive.write(`${sum.toString(8).padStart(6, "0")}\0 `, block + 148)
}

/** An entry whose size is written so that it is none (GNU tar, base-256: the first byte says how to read the others). */
export function entryWithoutSize(name: string): Buffer {
  const header = rawHeader({ name, size: 4 })
  header.set([0x81, 0], 124)
  mendSum(header, 0)
  return header
}

/** What an archive ends with. */
export const END = Buffer.alloc(1024)
