import { fail, ok, type Result } from "../shared/result.ts"

/** Where an image is or goes, as people write it; the words before the colon are skopeo's. */
export type ImagePlace =
  /** A name, a digest or its first digits, among the project's own images. */
  | { readonly kind: "own"; readonly name: string }
  | { readonly kind: "layout"; readonly folder: string; readonly name: string | null }
  | { readonly kind: "archive"; readonly format: ArchiveFormat; readonly file: string; readonly name: string | null }
  /** A reference as Docker writes it. */
  | { readonly kind: "registry"; readonly reference: string }

/** `oci-archive`: an image layout as a tar archive. `docker-archive`: what `docker save` writes. */
export type ArchiveFormat = "oci-archive" | "docker-archive"

/**
 * Reads `oci:<folder>[:<name>]`, `oci-archive:<file>[:<name>]`, `docker-archive:<file>[:<name>]` and
 * `docker://<reference>`; whatever else is one of the project's own images.
 */
export function parseImagePlace(text: string): Result<ImagePlace> {
  if (text.startsWith("docker://")) return ok({ kind: "registry", reference: text.slice("docker://".length) })
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
