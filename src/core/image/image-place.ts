import { type ImageReference, namesRegistry, parseImageReference, showRepository } from "../shared/image-reference.ts"
import { fail, ok, type Result } from "../shared/result.ts"

/** Where an image is or goes, as people write it; the words before the colon are skopeo's. */
export type ImagePlace =
  /** A name, a digest or its first digits, among the project's own images. */
  | { readonly kind: "own"; readonly name: string }
  | { readonly kind: "layout"; readonly folder: string; readonly name: string | null }
  | { readonly kind: "archive"; readonly format: ArchiveFormat; readonly file: string; readonly name: string | null }
  | { readonly kind: "registry"; readonly reference: ImageReference }

/** `oci-archive`: an image layout as a tar archive. `docker-archive`: what `docker save` writes. */
export type ArchiveFormat = "oci-archive" | "docker-archive"

/**
 * Reads `oci:<folder>[:<name>]`, `oci-archive:<file>[:<name>]`, `docker-archive:<file>[:<name>]` and
 * a reference to a registry, with or without `docker://` before it; whatever else is one of the project's own images.
 */
export function parseImagePlace(text: string): Result<ImagePlace> {
  if (text.startsWith("docker://") || namesRegistry(text)) return registryPlace(text.replace(/^docker:\/\//, ""))
  const [transport = "", path, ...rest] = text.split(":")
  if (transport !== "oci" && transport !== "oci-archive" && transport !== "docker-archive") {
    return text === "" ? fail("argument-invalid", "the name of an image is empty") : ok({ kind: "own", name: text })
  }
  if (!path) {
    const hint = `write ${transport}:<${transport === "oci" ? "folder" : "file"}>, with :<name> behind it if it has several`
    return fail("argument-invalid", `${JSON.stringify(text)} names no ${transport === "oci" ? "folder" : "file"}`, {
      hint,
    })
  }
  const name = rest.length === 0 ? null : rest.join(":")
  if (name === "") return fail("argument-invalid", `${JSON.stringify(text)} ends in an empty name`)
  if (transport === "oci") return ok({ kind: "layout", folder: path, name })
  return ok({ kind: "archive", format: transport, file: path, name })
}

function registryPlace(text: string): Result<ImagePlace> {
  const reference = parseImageReference(text)
  if (reference) return ok({ kind: "registry", reference })
  const hint = "write <host>/<repository>:<tag>, e.g. registry.example.com/automation/web:v1.2.0"
  return fail("argument-invalid", `${JSON.stringify(text)} is no reference to an image`, { hint })
}

/** A place as people write it. */
export function placeText(place: ImagePlace): string {
  if (place.kind === "own") return place.name
  if (place.kind === "registry") {
    const { tag, digest } = place.reference
    return `${showRepository(place.reference)}${tag === null ? "" : `:${tag}`}${digest === null ? "" : `@${digest}`}`
  }
  const name = place.name === null ? "" : `:${place.name}`
  return place.kind === "layout" ? `oci:${place.folder}${name}` : `${place.format}:${place.file}${name}`
}
