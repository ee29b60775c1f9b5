import { join } from "node:path"
import { type Digest, isDigest } from "../../core/shared/digest.ts"
import { BlobStore } from "./blob-store.ts"
import { FolderLock } from "./folder-lock.ts"

/** Milliseconds after which being used is noted again; far less than anything unused is kept for. */
const FRESH = 3_600_000

/** What is stored in an image layout, without all that reads images: to be asked before anything is built. */
export class StoredBlobs {
  readonly #blobs: BlobStore
  readonly #lock: Pick<FolderLock, "run">

  constructor(folder: string, lock: Pick<FolderLock, "run"> = new FolderLock(join(folder, ".lock"))) {
    this.#blobs = new BlobStore(folder)
    this.#lock = lock
  }

  /** Whoever asks is going to count on it: what is there is noted as used, and so not collected for a while. */
  async hasBlob(digest: Digest): Promise<boolean> {
    if (!isDigest(digest)) return false
    const found = await this.#blobs.usedAt(digest)
    if (!found || Date.now() - found.at < FRESH) return found !== undefined
    // Whoever collects holds the lock, so that it is either gone or noted.
    return this.#lock.run(async () => {
      await this.#blobs.touch(digest, Date.now())
      return this.#blobs.has(digest)
    })
  }
}
