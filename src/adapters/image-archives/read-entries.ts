import { createReadStream } from "node:fs"
import { isPlainPath } from "../../core/image/inside.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError, unwrap } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { ARCHIVE_LIMITS, ArchiveBudget, type ArchiveLimits } from "../tar/archive-budget.ts"
import { type ArchiveEntry, archiveEntries } from "../tar/archive-entries.ts"

/** An archive of an image has a few files for each layer, which may be of any size. */
const LIMITS: ArchiveLimits = { ...ARCHIVE_LIMITS, bytes: Number.POSITIVE_INFINITY, entries: 100_000 }
const LONGEST_TEXT = 4 * 1024 * 1024
const GZIP = Buffer.from([0x1f, 0x8b])

export interface StoredEntry {
  readonly digest: Digest
  readonly size: number
  /** Whether its content is compressed by gzip. */
  readonly isGzip: boolean
}

export interface ArchiveEntries {
  /** Files by their path, each stored as a blob. */
  readonly files: ReadonlyMap<string, StoredEntry>
  /** Content of the files that were asked for as text. */
  readonly texts: ReadonlyMap<string, string>
}

/**
 * Reads an archive once, from its beginning to its end, and stores each file as a blob: what they are is told by another
 * file, which may come first or last. Links stand for the file that they name.
 */
export async function readEntries(
  file: string,
  into: Pick<ImageRegistry, "putBlob">,
  texts: readonly string[],
): Promise<ArchiveEntries> {
  const files = new Map<string, StoredEntry>()
  const found = new Map<string, string>()
  const links = new Map<string, string>()
  const bytes = createReadStream(file, { highWaterMark: 256 * 1024 })
  try {
    for await (const entry of archiveEntries(bytes, new ArchiveBudget(LIMITS, refused))) {
      const path = pathOf(entry)
      if (path === undefined) continue
      if (entry.header.type === "symlink" || entry.header.type === "link") links.set(path, linkTarget(path, entry))
      else if (texts.includes(path)) found.set(path, await textOf(entry))
      else files.set(path, await store(entry, into))
    }
  } catch (error) {
    throw asFailure(error)
  }
  for (const [path, target] of links) {
    const stored = files.get(target)
    if (stored) files.set(path, stored)
  }
  return { files, texts: found }
}

/** Path of a file or link; undefined for a folder. */
function pathOf({ header }: ArchiveEntry): string | undefined {
  if (header.type === "directory") return undefined
  const path = header.name.replace(/^(\.\/)+/, "")
  if (!isPlainPath(path)) throw refused(`the path ${JSON.stringify(header.name.slice(0, 200))} leads out of it`)
  if (header.type !== "file" && header.type !== "symlink" && header.type !== "link") {
    throw refused(`${JSON.stringify(path.slice(0, 200))} is a ${header.type}`)
  }
  return path
}

/** Old engines save a layer that two images share once, and link to it: `../<id>/layer.tar`. */
function linkTarget(path: string, { header }: ArchiveEntry): string {
  const target = header.linkname ?? ""
  if (header.type === "link") return target
  return new URL(target, `file:///${path}`).pathname.slice(1)
}

async function textOf({ header, content }: ArchiveEntry): Promise<string> {
  if (header.size > LONGEST_TEXT) throw refused(`${header.name} is larger than it may be`)
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks).toString("utf8")
}

async function store({ content }: ArchiveEntry, into: Pick<ImageRegistry, "putBlob">): Promise<StoredEntry> {
  let first = Buffer.alloc(0)
  async function* seen(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      if (first.length < GZIP.length) first = Buffer.concat([first, chunk.subarray(0, GZIP.length)])
      yield chunk
    }
  }
  const stored = unwrap(await into.putBlob(seen()))
  return { ...stored, isGzip: first.subarray(0, GZIP.length).equals(GZIP) }
}

/** An archive that holds no image that can be used. */
export function refused(message: string): FailureError {
  const hint = "write it again, with: docker save, skopeo copy or slipway image copy"
  return new FailureError(failure("image-corrupt", `the archive cannot be read: ${message}`, { hint }))
}

function asFailure(error: unknown): unknown {
  if (error instanceof FailureError || (error instanceof Error && "syscall" in error)) return error
  return refused(error instanceof Error ? error.message : String(error))
}
