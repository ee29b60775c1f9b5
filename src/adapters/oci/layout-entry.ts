import { artifactTypeOf, type Descriptor, isArtifact, MEDIA_TYPE } from "../../core/image/manifest.ts"
import { isDigest } from "../../core/shared/digest.ts"
import type { ManifestContent } from "./parse-content.ts"

/** Annotation of an index entry that names it (image specification, annotations.md). */
export const REF_NAME = "org.opencontainers.image.ref.name"
/**
 * Annotations that repeat a referrer's subject and type in its index entry. Older tools that rewrite `index.json` drop
 * `artifactType`, which they do not know, but keep annotations.
 */
export const SUBJECT = "dev.slipway.subject"
export const ARTIFACT_TYPE = "dev.slipway.artifact-type"

/** The name of an entry, or undefined for evidence and other artifacts. */
export function nameOf(entry: Descriptor): string | undefined {
  return entry.annotations?.[REF_NAME]
}

/** Names that people gave, not those that every image has from its digest. */
export function isGivenName(name: string): boolean {
  return !isDigest(name)
}

/** How a manifest is listed: images under their digest, artifacts by type and subject. */
export function entryOf(content: ManifestContent, stored: Pick<Descriptor, "digest" | "size">): Descriptor {
  const byDigest = { annotations: { [REF_NAME]: stored.digest } }
  if (content.kind === "index") return { mediaType: MEDIA_TYPE.index, ...stored, ...byDigest }
  const { manifest } = content
  const descriptor = { mediaType: MEDIA_TYPE.manifest, ...stored }
  if (!isArtifact(manifest)) return { ...descriptor, ...byDigest }
  const artifactType = artifactTypeOf(manifest)
  const subject = manifest.subject ? { [SUBJECT]: manifest.subject.digest } : {}
  return { ...descriptor, artifactType, annotations: { [ARTIFACT_TYPE]: artifactType, ...subject } }
}

/** Adds an entry unless an equal one is there. */
export function withEntry(entries: readonly Descriptor[], entry: Descriptor): readonly Descriptor[] | undefined {
  const isThere = entries.some((known) => known.digest === entry.digest && nameOf(known) === nameOf(entry))
  return isThere ? undefined : [...entries, entry]
}
