import { type Descriptor, type ImageIndex, type Manifest, MEDIA_TYPE } from "../../core/image/manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { unwrap } from "../../core/shared/result.ts"
import { copyParts, type PartsCopy } from "./copy-parts.ts"
import { nameMoves } from "./name-manifest.ts"
import { parseManifest, referrerEntry } from "./parse-manifest.ts"
import { putManifest } from "./put-manifest.ts"

/** A name for what is copied. `moves`: it may be taken from something else. */
export interface TagToGive {
  readonly tag: string
  readonly moves: boolean
}

/** A manifest that is in the repository now. */
export interface CopiedManifest {
  /** How a list of referrers shows it. */
  readonly entry: Descriptor
  /** Whether the registry lists it there by itself. */
  readonly isListed: boolean
}

/**
 * Copies a manifest byte for byte, after all that it consists of, under a tag or else its digest. A manifest that the
 * repository has is complete, since registries take none whose parts they lack: then only the name is given.
 */
export async function copyManifest(copy: PartsCopy, digest: Digest, name: TagToGive | null): Promise<CopiedManifest> {
  const { from, to } = copy
  const bytes = unwrap(await from.readBlob(digest))
  const content = parseManifest(bytes, digest)
  const mediaType = content.mediaType ?? MEDIA_TYPE.index
  const descriptor = { mediaType, digest, size: bytes.byteLength }
  const entry = "layers" in content ? referrerEntry(content, descriptor) : descriptor
  const [isNamed, there] = await Promise.all([
    name ? isGiven(copy, digest, name) : false,
    to.digestOf(digest, to.scopes.push),
  ])
  if (there !== undefined && (isNamed || !name)) return { entry, isListed: false }
  if (there === undefined) {
    await copyContent(copy, content)
    // Sending layers takes its time, in which somebody else may have taken the name.
    if (name && (await isGiven(copy, digest, name))) return { entry, isListed: false }
  }
  const { knowsSubject } = await putManifest(to, name?.tag ?? digest, { bytes, mediaType })
  return { entry, isListed: knowsSubject }
}

/** Of an index, those images that are here. */
async function copyContent(copy: PartsCopy, content: Manifest | ImageIndex): Promise<void> {
  if ("layers" in content) return copyParts(copy, [content.config, ...content.layers])
  for (const { digest } of content.manifests)
    if (await copy.from.hasBlob(digest)) await copyManifest(copy, digest, null)
}

async function isGiven({ to }: PartsCopy, digest: Digest, { tag, moves }: TagToGive): Promise<boolean> {
  const taken = await to.digestOf(tag, to.scopes.push)
  if (taken !== undefined && taken !== digest && !moves) throw nameMoves(to, { tag, taken, wanted: digest })
  return taken === digest
}
