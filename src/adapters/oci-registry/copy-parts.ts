import type { Descriptor } from "../../core/image/manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { unwrap } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { inParallel } from "./in-parallel.ts"
import type { RemoteRepository } from "./remote-repository.ts"
import { uploadBlob } from "./upload-blob.ts"

/** What was sent to a registry, and what need not be. */
export interface Transfer {
  sent: number
  bytes: number
  mounted: number
}

/** Which repository of a registry is known to have a blob: where it can be mounted from. */
export class Whereabouts {
  readonly #known = new Map<Digest, string>()
  readonly #siblings: readonly string[]

  /** `siblings`: repositories that may have it, where nothing is known. */
  constructor(siblings: readonly string[]) {
    this.#siblings = siblings
  }

  /** To ask the wrong one costs nothing: the registry then opens an upload, as it would have without. */
  siblingWith(digest: Digest, except: string): string | null {
    const known = this.#known.get(digest)
    if (known !== undefined && known !== except) return known
    return this.#siblings.find((sibling) => sibling !== except) ?? null
  }

  note(digest: Digest, repository: string): void {
    if (!this.#known.has(digest)) this.#known.set(digest, repository)
  }
}

export interface PartsCopy {
  readonly from: ImageRegistry
  readonly to: RemoteRepository
  readonly whereabouts: Whereabouts
  readonly transfer: Transfer
}

const AT_ONCE = 4

/** Brings the blobs that the repository lacks, as streams: memory does not grow with them. */
export async function copyParts(
  { from, to, whereabouts, transfer }: PartsCopy,
  parts: readonly Descriptor[],
): Promise<void> {
  const distinct = [...new Map(parts.map((part) => [part.digest, part])).values()]
  await inParallel(AT_ONCE, distinct, async ({ digest, size }) => {
    if (!(await to.hasBlob(digest, to.scopes.push))) {
      const source = { digest, size, open: () => opened(from, digest) }
      const arrival = await uploadBlob(to, source, whereabouts.siblingWith(digest, to.name))
      if (arrival === "mounted") transfer.mounted++
      else {
        transfer.sent++
        transfer.bytes += size
      }
    }
    whereabouts.note(digest, to.name)
  })
}

async function* opened(from: ImageRegistry, digest: Digest): AsyncGenerator<Uint8Array> {
  yield* unwrap(await from.streamBlob(digest))
}
