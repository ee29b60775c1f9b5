import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type Digest, hexOf } from "../../core/shared/digest.ts"

/** Blobs that are too large for the database: `<root>/<2 hex digits>/<the other 62>`, whole or not at all. */
export class BlobFiles {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  write(digest: Digest, bytes: Buffer): void {
    const file = this.#fileOf(digest)
    const there = lstatSync(file, { throwIfNoEntry: false })
    if (there?.isFile()) return
    if (there) rmSync(file, { recursive: true })
    mkdirSync(dirname(file), { recursive: true })
    const partial = `${file}.partial`
    writeFileSync(partial, bytes)
    renameSync(partial, file)
  }

  /** Undefined if there is none. */
  read(digest: Digest): Buffer | undefined {
    try {
      return readFileSync(this.#fileOf(digest))
    } catch {
      return undefined
    }
  }

  remove(digest: Digest): void {
    rmSync(this.#fileOf(digest), { force: true })
  }

  /** Removes all but these, and what a crash has left of others. */
  retain(known: ReadonlySet<Digest>): void {
    if (!existsSync(this.#root)) return
    for (const start of readdirSync(this.#root)) {
      for (const rest of readdirSync(join(this.#root, start))) {
        if (!known.has(`sha256:${start}${rest}`)) rmSync(join(this.#root, start, rest), { force: true })
      }
    }
  }

  #fileOf(digest: Digest): string {
    const hex = hexOf(digest)
    return join(this.#root, hex.slice(0, 2), hex.slice(2))
  }
}
