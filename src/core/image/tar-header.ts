/** One entry of a layer. Paths are relative, with `/`, without one at the end. */
export type TarEntry =
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "file"; readonly path: string; readonly isExecutable: boolean; readonly size: number }
  | { readonly kind: "symlink"; readonly path: string; readonly target: string }

const BLOCK = 512
/** Sizes from here on do not fit into eleven octal digits. */
const LARGE = 8 ** 11
const TYPE = { file: "0", symlink: "2", directory: "5", extended: "x" } as const
const MODE = { directory: 0o755, symlink: 0o777, executable: 0o755, file: 0o644 } as const

/** Two empty blocks end an archive (POSIX.1-2017, pax, ustar Interchange Format). */
export const END_OF_ARCHIVE: Buffer = Buffer.alloc(2 * BLOCK)

/**
 * Header of an entry (POSIX.1-2017, pax: ustar, with an extended header where that is too narrow). Nothing in it comes from
 * the machine: owner 0, no names of users, modification time 0, one of three modes.
 */
export function encodeTarHeader(entry: TarEntry): Buffer {
  const name = entry.kind === "directory" ? `${entry.path}/` : entry.path
  const target = entry.kind === "symlink" ? entry.target : ""
  const size = entry.kind === "file" ? entry.size : 0
  const records = [
    ...(fits(name) ? [] : [record("path", name)]),
    ...(fits(target) ? [] : [record("linkpath", target)]),
    ...(size < LARGE ? [] : [record("size", String(size))]),
  ]
  const mode = entry.kind === "file" && entry.isExecutable ? MODE.executable : MODE[entry.kind]
  const header = encodeBlock({ name, target, size: size < LARGE ? size : 0, mode, type: TYPE[entry.kind] })
  if (records.length === 0) return header
  const extended = Buffer.concat(records)
  const about = encodeBlock({
    name: "PaxHeader",
    target: "",
    size: extended.length,
    mode: MODE.file,
    type: TYPE.extended,
  })
  return Buffer.concat([about, extended, paddingOf(extended.length), header])
}

/** What fills up a content of this many bytes to whole blocks. */
export function paddingOf(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
}

interface Block {
  readonly name: string
  readonly target: string
  readonly size: number
  readonly mode: number
  readonly type: string
}

function encodeBlock({ name, target, size, mode, type }: Block): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.set(Buffer.from(name).subarray(0, 100), 0)
  block.write(octal(mode, 7), 100, "latin1")
  block.write(octal(0, 7), 108, "latin1")
  block.write(octal(0, 7), 116, "latin1")
  block.write(octal(size, 11), 124, "latin1")
  block.write(octal(0, 11), 136, "latin1")
  block.write("        ", 148, "latin1")
  block.write(type, 156, "latin1")
  block.set(Buffer.from(target).subarray(0, 100), 157)
  block.write("ustar\0" + "00", 257, "latin1")
  block.write(octal(0, 7), 329, "latin1")
  block.write(octal(0, 7), 337, "latin1")
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)} `, 148, "latin1")
  return block
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, "0")}\0`
}

function fits(text: string): boolean {
  return text.length <= 100 && /^[\x20-\x7e]*$/.test(text)
}

/** `<length> <key>=<value>\n`, where the length counts itself too. */
function record(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + 1
  while (length !== rest + String(length).length) length = rest + String(length).length
  return Buffer.from(`${length} ${key}=${value}\n`)
}
