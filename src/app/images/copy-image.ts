import { type Descriptor, indexSchema, type Manifest, manifestSchema } from "../../core/image/manifest.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"

export interface CopyOptions {
  /** What it is called there; null: by its digest only. A name that stands for another image is not moved. */
  readonly name: string | null
  /** Whether statements about it go with it. */
  readonly statements: boolean
}

export interface CopiedImage {
  readonly digest: Digest
  /** Configurations and layers that were not there yet, and their bytes. */
  readonly blobs: number
  readonly bytes: number
  readonly statements: number
}

interface Copying {
  readonly from: ImageRegistry
  readonly to: ImageRegistry
  readonly count: { blobs: number; bytes: number }
}

/** Copies an image, its digest unchanged; what is there already is not copied. */
export async function copyImage(
  { from, to }: { readonly from: ImageRegistry; readonly to: ImageRegistry },
  digest: Digest,
  options: CopyOptions,
): Promise<Result<CopiedImage>> {
  const copying = { from, to, count: { blobs: 0, bytes: 0 } }
  const copied = await copyManifest(copying, digest)
  if (!copied.ok) return copied
  const statements = options.statements ? await from.referrers(digest) : ok([])
  if (!statements.ok) return statements
  for (const statement of statements.value) {
    const stored = await copyManifest(copying, statement.digest)
    if (!stored.ok) return stored
  }
  if (options.name !== null) {
    const named = await to.name(digest, options.name, { moves: false })
    if (!named.ok) return named
  }
  return ok({ digest, ...copying.count, statements: statements.value.length })
}

async function copyManifest(copying: Copying, digest: Digest): Promise<Result<void>> {
  const bytes = await copying.from.readBlob(digest)
  if (!bytes.ok) return bytes
  const parts = partsOf(bytes.value)
  if (!parts) return fail("image-corrupt", `${shortDigest(digest)} is neither a manifest nor an index`)
  for (const { digest: image } of parts.images) {
    // An index may list platforms that nobody has copied here.
    const copied = (await copying.from.hasBlob(image)) ? await copyManifest(copying, image) : ok(undefined)
    if (!copied.ok) return copied
  }
  for (const blob of parts.blobs) {
    const copied = await copyBlob(copying, blob)
    if (!copied.ok) return copied
  }
  const stored = await copying.to.importManifest(bytes.value)
  return stored.ok ? ok(undefined) : stored
}

async function copyBlob({ from, to, count }: Copying, { digest, size }: Descriptor): Promise<Result<void>> {
  if (await to.hasBlob(digest)) return ok(undefined)
  const content = await from.streamBlob(digest)
  if (!content.ok) return content
  const stored = await to.putBlob(content.value)
  if (!stored.ok) return stored
  count.blobs++
  count.bytes += size
  return ok(undefined)
}

function partsOf(
  bytes: Buffer,
): { readonly images: readonly Descriptor[]; readonly blobs: readonly Descriptor[] } | undefined {
  let json: unknown
  try {
    json = JSON.parse(bytes.toString("utf8"))
  } catch {
    return undefined
  }
  const manifest = manifestSchema.safeParse(json)
  if (manifest.success) return { images: [], blobs: blobsOf(manifest.data) }
  const index = indexSchema.safeParse(json)
  return index.success ? { images: index.data.manifests, blobs: [] } : undefined
}

function blobsOf({ config, layers }: Manifest): readonly Descriptor[] {
  return [...new Map([config, ...layers].map((part) => [part.digest, part])).values()]
}
