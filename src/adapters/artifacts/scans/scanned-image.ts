import type { Digest } from "../../../core/shared/digest.ts"

/** Which image a report must be about. Each of the two digests covers every byte of its files. */
export interface ScannedImage {
  /** Of its manifest. */
  readonly digest: Digest
  /** Of its config: what scanners and container engines call the image's id. */
  readonly id: Digest
}

/** What is wrong with a report that names these; undefined where one of them is the image. */
export function otherImage(image: ScannedImage, named: readonly (string | undefined)[]): string | undefined {
  const known = named.filter((one) => one !== undefined && one !== "")
  if (known.length === 0) return "does not say which image it is about"
  const own = [image.digest, image.id]
  const isOwn = known.some((one) => own.some((digest) => one === digest || one?.endsWith(`@${digest}`)))
  return isOwn ? undefined : "is about another image"
}
