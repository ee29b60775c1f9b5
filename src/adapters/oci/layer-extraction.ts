import { createHash, type Hash } from "node:crypto"
import { mkdir, open, rm, symlink } from "node:fs/promises"
import { join, posix } from "node:path"
import { isPlainPath, linkStaysInside } from "../../core/image/inside.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ArchiveBudget, type ArchiveLimits } from "../tar/archive-budget.ts"
import { type ArchiveEntry, archiveEntries } from "../tar/archive-entries.ts"
import { decompressed } from "./decompress.ts"
import { asFailure, refused, shown } from "./refusal.ts"

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
  readonly #budget: ArchiveBudget
  readonly #kinds = new Map<string, Kind>()
  readonly #links = new Map<string, string>()

  constructor(folder: string, limits: ArchiveLimits) {
    this.#folder = folder
    this.#budget = new ArchiveBudget(limits, refused)
  }

  /** One layer. What it wrote is to be thrown away if this fails: its digest is known only at the end. */
  async extract(content: AsyncIterable<Uint8Array>, mediaType: string, diffId: Digest): Promise<void> {
    const hash = createHash("sha256")
    try {
      const bytes = hashed(decompressed(content, mediaType), hash)
      for await (const entry of archiveEntries(bytes, this.#budget)) await this.#apply(entry)
    } catch (error) {
      throw asFailure(error)
    }
    if (`sha256:${hash.digest("hex")}` !== diffId) throw refused("a layer's content is not what the configuration says")
  }

  /** Makes the links. */
  async finish(): Promise<void> {
    for (const [path, target] of this.#links) await symlink(target, join(this.#folder, path))
  }

  async #apply(entry: ArchiveEntry): Promise<void> {
    const path = plainPathOf(entry.header)
    if (entry.header.type !== "file" && entry.header.size > 0) throw refused("an entry has content it cannot have")
    if (path !== undefined) await this.#write(path, entry)
  }

  async #write(path: string, { header, content }: ArchiveEntry): Promise<void> {
    if (posix.basename(path).startsWith(WHITEOUT)) throw refused(`${shown(path)} would remove what lies below it`)
    await this.#makeFolder(posix.dirname(path), path)
    if (header.type === "directory") return this.#makeFolder(path, path)
    if (header.type === "symlink") return this.#link(path, header.linkname ?? "")
    if (header.type !== "file") throw refused(`${shown(path)} is a ${header.type}, which is not unpacked`)
    await this.#replace(path)
    this.#kinds.set(path, "file")
    const file = await open(join(this.#folder, path), "wx", (header.mode & 0o100) !== 0 ? 0o755 : 0o644)
    try {
      for await (const chunk of content) await file.writeFile(chunk)
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
    this.#budget.count()
    await mkdir(join(this.#folder, path), { mode: 0o755 })
    this.#kinds.set(path, "directory")
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
function plainPathOf({ name, linkname }: ArchiveEntry["header"]): string | undefined {
  const path = name.replace(/^(\.\/)+/, "").replace(/\/+$/, "")
  if (path === "" || path === ".") {
    if (name.startsWith("/")) throw refused(`the path ${shown(name)} is not a relative one`)
    return undefined
  }
  if (!isPlainPath(path) || linkname?.includes("\0")) throw refused(`the path ${shown(name)} leads out of the image`)
  return path
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
}
