import {
  artifactTypeOf,
  type Descriptor,
  type ImageIndex,
  indexSchema,
  type Manifest,
  manifestSchema,
} from "../../core/image/manifest.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { refusal } from "./registry-failure.ts"

/** Reads what a registry holds as a manifest. Docker's own older formats have other digests than OCI's: they are refused. */
export function parseManifest(bytes: Buffer, digest: Digest): Manifest | ImageIndex {
  const json = jsonOf(bytes)
  const manifest = manifestSchema.safeParse(json)
  if (manifest.success) return manifest.data
  const index = indexSchema.safeParse(json)
  if (index.success) return index.data
  const type = typeof json === "object" && json !== null && "mediaType" in json ? String(json.mediaType) : ""
  if (type.startsWith("application/vnd.docker.")) {
    throw refusal(
      "image-corrupt",
      `${shortDigest(digest)} is in Docker's own format, not in OCI's`,
      "copy it with skopeo copy --format oci, and name the digest that it has then",
    )
  }
  throw refusal("image-corrupt", `${shortDigest(digest)} is neither a manifest nor an index`)
}

/** How a manifest that speaks about another one is listed among its referrers. */
export function referrerEntry(manifest: Manifest, { mediaType, digest, size }: Descriptor): Descriptor {
  const { annotations } = manifest
  return { mediaType, digest, size, artifactType: artifactTypeOf(manifest), ...(annotations && { annotations }) }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"))
  } catch {
    return undefined
  }
}
