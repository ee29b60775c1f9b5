import { type ImageIndex, indexSchema, type Manifest, manifestSchema } from "../../core/image/manifest.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"

export type ManifestContent =
  | { readonly kind: "manifest"; readonly manifest: Manifest }
  | { readonly kind: "index"; readonly index: ImageIndex }

/** What the JSON of this digest is: a manifest, or an index of several. */
export function parseContent(json: unknown, digest: Digest): Result<ManifestContent> {
  const manifest = manifestSchema.safeParse(json)
  if (manifest.success) return ok({ kind: "manifest", manifest: manifest.data })
  const index = indexSchema.safeParse(json)
  if (index.success) return ok({ kind: "index", index: index.data })
  return fail("image-corrupt", `${shortDigest(digest)} is neither a manifest nor an index`)
}

/** The same of bytes. */
export function parseBytes(bytes: Buffer, digest: Digest): Result<ManifestContent> {
  try {
    return parseContent(JSON.parse(bytes.toString("utf8")), digest)
  } catch {
    return fail("image-corrupt", `${shortDigest(digest)} is not JSON`)
  }
}
