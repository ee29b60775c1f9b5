import type { ImagePlace } from "../../core/image/image-place.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { CopyPorts } from "./copy-between.ts"
import { findImage, findOnlyImage } from "./find-image.ts"

/** An image with what it is stored beside. */
export interface OpenedImage {
  readonly digest: Digest
  readonly registry: ImageRegistry
  /** Null for a registry, which cannot be listed. */
  readonly folder: ImageFolder | null
}

export type OpenPorts = Pick<CopyPorts, "layout" | "repository"> & {
  readonly own: () => Promise<Result<ImageFolder>>
}

/** Finds an image where its statements are: an archive holds none. */
export async function openImage(ports: OpenPorts, place: ImagePlace): Promise<Result<OpenedImage>> {
  if (place.kind === "archive") {
    const hint = "name an image here, in an image layout (oci:<folder>) or in a registry"
    return fail("argument-invalid", "an archive holds no statements", { hint })
  }
  if (place.kind === "registry") {
    const { registry, nameOf } = await ports.repository(place.reference)
    const { tag, digest } = place.reference
    if (digest !== null) return ok({ registry, digest, folder: null })
    const found = await registry.resolve(nameOf(tag ?? "latest"))
    return found.ok ? ok({ registry, digest: found.value.digest, folder: null }) : found
  }
  const opened = place.kind === "own" ? await ports.own() : ok(ports.layout(place.folder))
  if (!opened.ok) return opened
  const folder = opened.value
  const found = await (place.kind === "own" ? findImage(folder, place.name) : findOnlyImage(folder, place.name))
  return found.ok ? ok({ registry: folder, digest: found.value, folder }) : found
}
