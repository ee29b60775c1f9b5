import { type ImagePlace, placeText } from "../../core/image/image-place.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { ImageReference } from "../../core/shared/image-reference.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ArchivePlace, ImageArchives } from "../../ports/image-archives.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { type CopiedImage, copyImage } from "./copy-image.ts"
import { findImage, findOnlyImage } from "./find-image.ts"

/** A repository of a registry, and the names in it that a reference stands for. */
export interface OpenRepository {
  readonly registry: ImageRegistry
  /** What its tags are called there: `web:v1.2.0` for the tag `v1.2.0`. */
  readonly nameOf: (tag: string) => string
}

export interface CopyPorts {
  /** The project's own images. */
  readonly own: ImageFolder
  readonly layout: (folder: string) => ImageFolder
  readonly repository: (reference: ImageReference) => Promise<OpenRepository>
  readonly archives: ImageArchives
}

export interface CopyRequest {
  readonly from: ImagePlace
  readonly to: ImagePlace
  /** Whether statements about it go with it, where there is room for them. */
  readonly statements: boolean
}

/** Copies an image from place to place. Its digest stays, except out of a Docker archive, which knows none. */
export async function copyBetween(
  ports: CopyPorts,
  { from, to, statements }: CopyRequest,
): Promise<Result<CopiedImage>> {
  if (from.kind === "archive") return to.kind === "archive" ? twoArchives() : copyFromArchive(ports, from, to)
  const source = await openSource(ports, from)
  if (!source.ok) return source
  const { registry, digest } = source.value
  if (to.kind === "archive") {
    const written = await ports.archives.write(registry, digest, to)
    return written.ok ? ok({ digest, blobs: 0, bytes: 0, statements: 0 }) : written
  }
  const target = await openTarget(ports, to)
  if (!target.ok) return target
  return copyImage({ from: registry, to: target.value.registry }, digest, { name: target.value.name, statements })
}

type Storage = Exclude<ImagePlace, { readonly kind: "archive" }>

/** It is stored here first: an archive is read once, and may tell only at its end what it holds. */
async function copyFromArchive(ports: CopyPorts, from: ArchivePlace, to: Storage): Promise<Result<CopiedImage>> {
  const here = to.kind === "layout" ? ports.layout(to.folder) : ports.own
  const digest = await ports.archives.read(from, here)
  if (!digest.ok) return digest
  const target = await openTarget(ports, to)
  if (!target.ok) return target
  return copyImage({ from: here, to: target.value.registry }, digest.value, {
    name: target.value.name,
    statements: false,
  })
}

interface Source {
  readonly registry: ImageRegistry
  readonly digest: Digest
}

async function openSource(ports: CopyPorts, place: Storage): Promise<Result<Source>> {
  if (place.kind === "registry") {
    const { registry, nameOf } = await ports.repository(place.reference)
    const { tag, digest } = place.reference
    if (digest !== null) return ok({ registry, digest })
    const found = await registry.resolve(nameOf(tag ?? "latest"))
    return found.ok ? ok({ registry, digest: found.value.digest }) : found
  }
  const registry = place.kind === "own" ? ports.own : ports.layout(place.folder)
  const found = await (place.kind === "own" ? findImage(registry, place.name) : findOnlyImage(registry, place.name))
  return found.ok ? ok({ registry, digest: found.value }) : found
}

interface Target {
  readonly registry: ImageRegistry
  readonly name: string | null
}

async function openTarget(ports: CopyPorts, place: Storage): Promise<Result<Target>> {
  if (place.kind === "layout") return ok({ registry: ports.layout(place.folder), name: place.name })
  if (place.kind === "own") return ok({ registry: ports.own, name: place.name })
  const { digest, tag } = place.reference
  if (digest !== null) {
    const hint = "leave the digest out: it is the image's own"
    return fail("argument-invalid", `an image cannot be copied to a digest: ${placeText(place)}`, { hint })
  }
  const { registry, nameOf } = await ports.repository(place.reference)
  return ok({ registry, name: tag === null ? null : nameOf(tag) })
}

function twoArchives() {
  const hint = "copy it to a name here first, and from there to the other"
  return fail("argument-invalid", "an archive cannot be copied to an archive", { hint })
}
