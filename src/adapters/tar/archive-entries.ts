import { type Extract, extract, type Header } from "tar-stream"
import { FailureError } from "../../core/shared/result.ts"
import type { ArchiveBudget } from "./archive-budget.ts"
import { drained } from "./drained.ts"

export interface ArchiveEntry {
  readonly header: Header & { readonly size: number }
  /** To be read, if at all, before the next entry is asked for; to its end. */
  readonly content: AsyncIterable<Buffer>
}

/** A stream among them is closed where reading ends early. */
export type ArchiveBytes = AsyncIterable<Uint8Array> & { destroy?(): unknown }

/** What tar-stream gives; its own type leaves the header out. */
interface RawEntry extends AsyncIterable<unknown> {
  readonly header: Header
  /** Lets the archive go on, whether or not the content was read. */
  resume(): unknown
}

/**
 * The entries of a tar archive, in its order; the one way in which archives are read. A size that is none, an archive that
 * is damaged or breaks off, and what the budget does not allow are refused as the budget says. What the source of the
 * bytes fails with is passed on as it is.
 */
export async function* archiveEntries(bytes: ArchiveBytes, budget: ArchiveBudget): AsyncGenerator<ArchiveEntry> {
  const archive = extract()
  let cause: unknown
  const feeding = feed(bytes, archive, budget)
  feeding.catch((error: Error) => {
    cause = error
    archive.destroy(error)
  })
  // Where the bytes broke off, reading the archive only tells that it was closed.
  const explained = (error: unknown) => cause ?? (error instanceof FailureError ? error : budget.refused(said(error)))
  try {
    for await (const entry of archive) {
      const header = checked(entry.header, budget)
      yield { header, content: contentOf(entry, header.size, explained) }
      entry.resume()
    }
    await feeding
  } catch (error) {
    throw explained(error)
  } finally {
    archive.destroy(null)
    bytes.destroy?.()
  }
}

function checked(header: Header, budget: ArchiveBudget): ArchiveEntry["header"] {
  const { size } = header
  // tar-stream reads some sizes as null, and would then wait for their end for ever.
  if (typeof size !== "number") throw budget.refused("an entry has a size that is none")
  budget.enter(size)
  return { ...header, size }
}

async function* contentOf(
  entry: RawEntry,
  size: number,
  explained: (error: unknown) => unknown,
): AsyncGenerator<Buffer> {
  let left = size
  try {
    for await (const chunk of entry) {
      if (!Buffer.isBuffer(chunk)) continue
      left -= chunk.byteLength
      yield chunk
    }
    if (left > 0) throw new Error("an entry breaks off")
  } catch (error) {
    throw explained(error)
  }
}

async function feed(bytes: ArchiveBytes, archive: Extract, budget: ArchiveBudget): Promise<void> {
  budget.begin()
  for await (const chunk of bytes) {
    budget.take(chunk.byteLength)
    if (archive.destroyed) return
    if (!archive.write(chunk)) await drained(archive)
  }
  archive.end(null)
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
