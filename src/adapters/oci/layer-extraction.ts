import { createHash } from "node:crypto"
import { mkdir, open, rm, symlink } from "node:fs/promises"
import { join, posix } from "node:path"
import { type Extract, extract, type Header } from "tar-stream"
import { isPlainPath, linkStaysInside } from "../../core/image/inside.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { FailureError } from "../../core/shared/result.ts"
import { decompressed, drained } from "./decompress.ts"
import type { UnpackLimits } from "./limits.ts"
import { asFailure, refused, shown } from "./refusal.ts"

interface Entry extends AsyncIterable<unknown> {
  readonly header: Header
  /** Lets the archive go on, whether or not the content was read. */
  resume(): unknown
}
type Kind = "directory" | "file" | "symlink"

/** Names of entries that remove files of lower layers (image specification, layer.md); Slipway writes none. */
const WHITEOUT = ".wh."

/**
 * Extracts layers on top of each other into a new folder that is nobody else's. Safe against hostile archives: paths are
 * plain and relative, links stay inside and are made after everything else, so that no write ever goes through one; hard
 * links, devices and pipes are refused; sizes are limited while decompressing.
 */
export class LayerExtraction {
  readonly #folder: string
  readonly #limits: UnpackLimits
  readonly #kinds = new Map<string, Kind>()
  readonly #links = new Map<string, string>()
  #bytes = 0
  /** Until where the archive may go on without another entry. */
  #nextEntry = 0
  #entries = 0

  constructor(folder: string, limits: UnpackLimits) {
    this.#folder = folder
    this.#limits = limits
  }

  /** One layer. What it wrote is to be thrown away if this fails: its digest is known only at the end. */
  async extract(content: AsyncIterable<Uint8Array>, mediaType: string, diffId: Digest): Promise<void> {
    const hash = createHash("sha256")
    const archive = extract()
    this.#nextEntry = this.#bytes + this.#limits.between
    const writing = this.#feed(decompressed(content, mediaType), archive, hash)
    writing.catch((error: Error) => archive.destroy(error))
    try {
      for await (const entry of archive) await this.#apply(entry)
    } catch (error) {
      archive.destroy(null)
      // Where the bytes broke off, reading the archive only tells that it was closed.
      await writing.catch((cause) => {
        throw asFailure(cause)
      })
      throw asFailure(error)
    }
    await writing.catch((error) => {
      throw asFailure(error)
    })
    if (`sha256:${hash.digest("hex")}` !== diffId) throw refused("a layer's content is not what the configuration says")
  }

  /** Makes the links. */
  async finish(): Promise<void> {
    for (const [path, target] of this.#links) await symlink(target, join(this.#folder, path))
  }

  async #feed(bytes: AsyncIterable<Uint8Array>, archive: Extract, hash: ReturnType<typeof createHash>): Promise<void> {
    for await (const chunk of bytes) {
      this.#bytes += chunk.byteLength
      if (this.#bytes > this.#limits.bytes) throw this.#tooLarge()
      if (this.#bytes > this.#nextEntry) throw refused(`more than ${this.#limits.between} bytes of it are no entry's`)
      hash.update(chunk)
      if (archive.destroyed) return
      if (!archive.write(chunk)) await drained(archive)
    }
    archive.end(null)
  }

  async #apply(entry: Entry): Promise<void> {
    this.#count()
    // tar-stream reads some sizes as null, and would then wait for their end for ever.
    if (typeof entry.header.size !== "number") throw refused("an entry has a size that is none")
    // Not only once it is written: what says itself that it is too much costs nothing.
    if (entry.header.size > this.#limits.bytes) throw this.#tooLarge()
    this.#nextEntry = this.#bytes + entry.header.size + this.#limits.between
    const path = plainPathOf(entry.header)
    if (entry.header.type !== "file" && entry.header.size > 0) throw refused("an entry has content it cannot have")
    if (path !== undefined) await this.#write(path, entry)
    entry.resume()
  }

  async #write(path: string, entry: Entry): Promise<void> {
    const { header } = entry
    if (posix.basename(path).startsWith(WHITEOUT)) throw refused(`${shown(path)} would remove what lies below it`)
    await this.#makeFolder(posix.dirname(path), path)
    if (header.type === "directory") return this.#makeFolder(path, path)
    if (header.type === "symlink") return this.#link(path, header.linkname ?? "")
    if (header.type !== "file") throw refused(`${shown(path)} is a ${header.type}, which is not unpacked`)
    await this.#replace(path)
    this.#kinds.set(path, "file")
    const file = await open(join(this.#folder, path), "wx", (header.mode & 0o100) !== 0 ? 0o755 : 0o644)
    try {
      for await (const chunk of entry) if (chunk instanceof Uint8Array) await file.writeFile(chunk)
    } finally {
      await file.close()
    }
  }

  async #link(path: string, target: string): Promise<void> {
    if (!linkStaysInside(path, target))
      throw refused(`the link ${shown(path)} leads out of the image, to ${shown(target)}`)
    await this.#replace(path)
    this.#kinds.set(path, "symlink")
    this.#links.set(path, target)
  }

  async #makeFolder(path: string, reason: string): Promise<void> {
    if (path === "." || this.#kinds.get(path) === "directory") return
    await this.#makeFolder(posix.dirname(path), reason)
    const kind = this.#kinds.get(path)
    if (kind !== undefined) throw refused(`${shown(reason)} would go through ${shown(path)}, which is a ${kind}`)
    this.#count()
    await mkdir(join(this.#folder, path), { mode: 0o755 })
    this.#kinds.set(path, "directory")
  }

  #tooLarge(): FailureError {
    return refused(`its layers are larger than ${this.#limits.bytes} bytes`)
  }

  #count(): void {
    if (++this.#entries > this.#limits.entries) throw refused(`it has more than ${this.#limits.entries} entries`)
  }

  /** An upper layer's file takes the place of a lower one's file or link; of a folder, never. */
  async #replace(path: string): Promise<void> {
    const kind = this.#kinds.get(path)
    if (kind === "directory") throw refused(`${shown(path)} is a folder already`)
    if (kind === "file") await rm(join(this.#folder, path))
    this.#links.delete(path)
  }
}

/** Undefined for the root itself, which archives of other tools name `./`. */
function plainPathOf({ name, linkname }: Header): string | undefined {
  const path = name.replace(/^(\.\/)+/, "").replace(/\/+$/, "")
  if (path === "" || path === ".") {
    if (name.startsWith("/")) throw refused(`the path ${shown(name)} is not a relative one`)
    return undefined
  }
  if (!isPlainPath(path) || linkname?.includes("\0")) throw refused(`the path ${shown(name)} leads out of the image`)
  return path
}
