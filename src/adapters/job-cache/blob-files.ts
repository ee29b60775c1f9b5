import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
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
    if (existsSync(file)) return
    mkdirSync(dirname(file), { recursive: true })
    const partial = `${file}.${process.pid}.partial`
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

  #fileOf(digest: Digest): string {
    const hex = hexOf(digest)
    return join(this.#root, hex.slice(0, 2), hex.slice(2))
  }
}
