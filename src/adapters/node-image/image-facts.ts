import type { ServiceDefinition } from "../../core/definition/schema/service-schema.ts"
import { BUILDER_VERSION } from "../../core/image/builder-version.ts"
import type { ImageRequest } from "../../core/image/plan-image.ts"
import { libcOf } from "./npm-arguments.ts"

export type ImageFacts = Readonly<Record<"builder" | "npm" | "platform" | "libc" | "base" | "port", string>>

/** What decides an image's bytes besides its files: part of its fingerprint. `npm` is undefined where there is none. */
export function imageFacts(definition: ServiceDefinition, npm: string | undefined): ImageFacts {
  const { image, run } = definition
  const base = image.builder === "node" ? image.base : undefined
  return {
    builder: BUILDER_VERSION,
    npm: npm ?? "none",
    platform: image.platform ?? "linux/amd64",
    libc: libcOf(base),
    base: base ?? "none",
    port: String(run.port),
  }
}

/** What the pure part needs to know of a definition; null for images that another builder makes. */
export function imageRequestOf({ directory, image }: ServiceDefinition): ImageRequest | null {
  if (image.builder !== "node") return null
  const { platform, container } = image
  return { directory, files: image.files ?? null, platform, runsScripts: container !== undefined }
}
