import { didYouMean } from "../../core/definition/nearest.ts"
import { type Digest, isDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"

const PREFIX = /^(?:sha256:)?([0-9a-f]{6,63})$/

/** An image of a folder by a name, its digest, or the first digits of the digest. */
export async function findImage(folder: ImageFolder, text: string): Promise<Result<Digest>> {
  const named = await folder.resolve(text)
  if (named.ok) return ok(named.value.digest)
  if (named.failure.reason !== "image-unknown" || isDigest(text)) return named
  const first = PREFIX.exec(text)?.[1]
  const inventory = await folder.inventory()
  if (!inventory.ok) return inventory
  const images = inventory.value.manifests.filter(({ kind }) => kind !== "artifact")
  const found = images.filter(({ digest }) => first !== undefined && digest.startsWith(`sha256:${first}`))
  const [only, ...others] = found
  if (only && others.length === 0) return ok(only.digest)
  if (only) {
    const hint = "write more of its digits"
    return fail("image-unknown", `${found.length} images begin with ${JSON.stringify(text)}`, { hint })
  }
  const names = images.flatMap((image) => image.names)
  const hint = didYouMean(text, names) ?? "slipway image ls lists those that there are"
  return fail("image-unknown", `there is no image ${JSON.stringify(text)} here`, { hint })
}

/** The image of a folder that is the only one there, or that has this name. */
export async function findOnlyImage(folder: ImageFolder, name: string | null): Promise<Result<Digest>> {
  if (name !== null) return findImage(folder, name)
  const inventory = await folder.inventory()
  if (!inventory.ok) return inventory
  const images = inventory.value.manifests.filter(({ kind }) => kind !== "artifact")
  const [only, ...others] = images
  if (only && others.length === 0) return ok(only.digest)
  if (!only) return fail("image-unknown", `there is no image in ${folder.folder}`)
  const names = images.map(({ names: [first], digest }) => first ?? digest)
  return fail("argument-invalid", `there are ${images.length} images in ${folder.folder}, so say which`, {
    hint: `there are: ${names.slice(0, 10).join(", ")}`,
  })
}
