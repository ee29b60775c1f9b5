import { type ImageConfig, imageConfigSchema } from "../../core/image/image-config.ts"
import type { Descriptor } from "../../core/image/manifest.ts"
import type { ImageRequest } from "../../core/image/plan-image.ts"
import { type Digest, isDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"

export interface BaseImage {
  readonly layers: readonly Descriptor[]
  readonly config: ImageConfig
}

/** Reads the base image `name@sha256:...` from the images here. */
export async function readBaseImage(
  registry: ImageRegistry,
  base: string,
  platform: ImageRequest["platform"],
): Promise<Result<BaseImage>> {
  const digest = pinnedDigest(base)
  if (digest === undefined) {
    const hint = "pin it: `name@sha256:<64 hex digits>`"
    return fail("base-image-missing", `the base image ${base} is not pinned by a digest`, { hint })
  }
  const [os = "", architecture = ""] = platform.split("/")
  const manifest = await registry.readManifest(digest, { os, architecture })
  if (!manifest.ok) return manifest.failure.reason === "image-unknown" ? missing(base, platform) : manifest
  const config = await registry.readBlob(manifest.value.config.digest)
  if (!config.ok) return config.failure.reason === "image-unknown" ? missing(base, platform) : config
  const parsed = parseConfig(config.value)
  if (!parsed) return fail("image-corrupt", `the configuration of the base image ${base} cannot be read`)
  if (parsed.os !== os || parsed.architecture !== architecture) {
    return fail(
      "base-image-missing",
      `the base image ${base} is for ${parsed.os}/${parsed.architecture}, not ${platform}`,
    )
  }
  return ok({ layers: manifest.value.layers, config: parsed })
}

export function pinnedDigest(base: string): Digest | undefined {
  const digest = base.slice(base.lastIndexOf("@") + 1)
  return base.includes("@") && isDigest(digest) ? digest : undefined
}

function missing(base: string, platform: string) {
  const [reference = "", digest = ""] = base.split("@")
  const name = reference.replace(/:[^/:]*$/, "")
  const short = name.split("/").at(-1)
  const hint = `bring it in: skopeo copy --all 'docker://${name}@${digest}' 'oci:.slipway/images:${short}'`
  return fail("base-image-missing", `the base image ${base} for ${platform} is not among the images`, { hint })
}

function parseConfig(bytes: Buffer): ImageConfig | undefined {
  try {
    return imageConfigSchema.safeParse(JSON.parse(bytes.toString("utf8"))).data
  } catch {
    return undefined
  }
}
