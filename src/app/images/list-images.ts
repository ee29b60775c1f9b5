import { sizeOf } from "../../core/image/inventory.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"

export interface ListedImage {
  readonly digest: Digest
  readonly names: readonly string[]
  /** Bytes, as stored; layers that it shares with other images count. */
  readonly size: number
  /** How many statements speak about it. */
  readonly statements: number
  /** When it was stored or last used, in milliseconds since 1970. */
  readonly usedAt: number
}

export interface ImageList {
  readonly folder: string
  readonly images: readonly ListedImage[]
  /** Listed, and damaged or gone. */
  readonly damaged: readonly { readonly digest: Digest; readonly names: readonly string[]; readonly why: string }[]
}

/** Images of a folder, those used last first; evidence and other artifacts only as a number. */
export async function listImages(folder: ImageFolder): Promise<Result<ImageList>> {
  const inventory = await folder.inventory()
  if (!inventory.ok) return inventory
  const { manifests, unreadable } = inventory.value
  const statements = new Map<Digest, number>()
  for (const { subject } of manifests) if (subject) statements.set(subject, (statements.get(subject) ?? 0) + 1)
  const images = manifests.filter(({ kind }) => kind !== "artifact")
  return ok({
    folder: folder.folder,
    images: images
      .map((image) => ({
        digest: image.digest,
        names: image.names,
        size: sizeOf(image),
        statements: statements.get(image.digest) ?? 0,
        usedAt: image.usedAt,
      }))
      .sort((a, b) => b.usedAt - a.usedAt),
    damaged: unreadable.map(({ digest, names, why }) => ({ digest, names, why })),
  })
}
