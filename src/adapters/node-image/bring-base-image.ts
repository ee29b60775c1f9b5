import type { ImageRequest } from "../../core/image/plan-image.ts"
import { type Failure, failure } from "../../core/shared/failure.ts"
import { failed, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { PullImage, PullRequest } from "../../ports/pull-image.ts"
import { type BaseImage, pinnedDigest, readBaseImage } from "./base-image.ts"

export interface BaseSource extends Pick<PullRequest, "log" | "signal"> {
  readonly registry: ImageRegistry
  readonly pullImage: PullImage | null
}

/** Reads a base image that is here, or pulls it first: by its digest, so that nobody decides but the definition. */
export async function bringBaseImage(
  { registry, pullImage, log, signal }: BaseSource,
  base: string,
  platform: ImageRequest["platform"],
): Promise<Result<BaseImage>> {
  const here = await readBaseImage(registry, base, platform)
  const isMissing =
    !here.ok && here.failure.reason === "base-image-missing" && !(await isHere(registry, base, platform))
  if (here.ok || !isMissing || !pullImage || pinnedDigest(base) === undefined) return here
  const pulled = await pullImage({ reference: base, platform: platformOf(platform), log, signal })
  return pulled.ok ? readBaseImage(registry, base, platform) : failed(withWayOut(pulled.failure, here.failure))
}

/** Then it is there, and of no use: pulling would not change that. */
async function isHere(registry: ImageRegistry, base: string, platform: string): Promise<boolean> {
  const digest = pinnedDigest(base)
  if (digest === undefined) return false
  const manifest = await registry.readManifest(digest, platformOf(platform))
  return manifest.ok && (await registry.hasBlob(manifest.value.config.digest))
}

/** Why it could not be pulled, and how to bring it in by hand. */
function withWayOut({ reason, message, hint }: Failure, missing: Failure): Failure {
  if (reason === "canceled") return { reason, message }
  const hints = [hint, missing.hint].filter((one) => one !== undefined).join("; or ")
  return failure(reason, `${missing.message}, and could not be pulled: ${message}`, { hint: hints })
}

function platformOf(platform: string): PullRequest["platform"] {
  const [os = "", architecture = ""] = platform.split("/")
  return { os, architecture }
}
