import type { ImagePlace } from "../../core/image/image-place.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { type ImageReference, isTag, showRepository } from "../../core/shared/image-reference.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"

export interface NamePorts {
  /** The images here. */
  readonly own: () => Promise<Result<ImageFolder>>
  /** Gives an image of a repository one more tag: its manifest is read and stored again, and nothing else. */
  readonly nameRemote: (
    image: ImageReference,
    tag: string,
    options: { readonly moves: boolean },
  ) => Promise<Result<Digest>>
}

/** An image and the name that it has now besides others. */
export interface NamedAs {
  readonly digest: Digest
  readonly name: string
}

/**
 * Names an image where it is: `v1.2.0` for `gateway:main-0123456789ab` is `gateway:v1.2.0`, here or in a registry. Whatever
 * its size, no layer is moved. Only with `moves` is a name taken from another image, and a version never is.
 */
export async function nameImage(
  ports: NamePorts,
  place: ImagePlace,
  { name, moves }: { readonly name: string; readonly moves: boolean },
): Promise<Result<NamedAs>> {
  if (moves && (await isVersion(name))) {
    return fail("name-moves", `${name} is a version, and never moves`, {
      hint: "leave --move out, or take the next one",
    })
  }
  if (place.kind === "registry") {
    const { reference } = place
    if (!isTag(name))
      return fail("argument-invalid", `${JSON.stringify(name)} is no tag of ${showRepository(reference)}`)
    const named = await ports.nameRemote(reference, name, { moves })
    return named.ok ? ok({ digest: named.value, name: `${showRepository(reference)}:${name}` }) : named
  }
  if (place.kind !== "own") {
    const hint = "copy it instead: slipway image copy"
    return fail("argument-invalid", "only images here and in registries can be given names", { hint })
  }
  return nameHere(ports, place.name, { name, moves })
}

async function nameHere(
  { own }: NamePorts,
  image: string,
  { name, moves }: { readonly name: string; readonly moves: boolean },
): Promise<Result<NamedAs>> {
  const folder = await own()
  if (!folder.ok) return folder
  const { findImage } = await import("./find-image.ts")
  const found = await findImage(folder.value, image)
  if (!found.ok) return found
  const [service = "", tag] = image.split(":")
  const whole = name.includes(":") || tag === undefined || service === "sha256" ? name : `${service}:${name}`
  const named = await folder.value.name(found.value, whole, { moves })
  return named.ok ? ok({ digest: found.value, name: whole }) : named
}

async function isVersion(name: string): Promise<boolean> {
  const { parseReleaseVersion } = await import("../../core/release/version.ts")
  return parseReleaseVersion(name.slice(name.indexOf(":") + 1)) !== undefined
}
