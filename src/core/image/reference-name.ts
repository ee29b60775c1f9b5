import { digestOf, hexOf } from "../shared/digest.ts"

const COMPONENT = /^[A-Za-z0-9]+$/
const MAXIMUM = 200

/**
 * Whether a text may be an image's `org.opencontainers.image.ref.name` (image specification, annotations.md: components
 * of letters and digits, joined by one of `-._:@+` or by `--`, parted by `/`). No regular expression with nested
 * repetition is made of it: names are hostile.
 */
export function isReferenceName(name: string): boolean {
  if (name.length === 0 || name.length > MAXIMUM) return false
  const words = name.split(/--|[-._:@+/]/)
  return words.every((word) => COMPONENT.test(word))
}

/** The text itself if it may be a name; else what is left of it and a hash, so that different texts stay different. */
export function toReferenceName(text: string): string {
  if (isReferenceName(text)) return text
  const words = text
    .split(/[^A-Za-z0-9._:@+/-]+/)
    .join("-")
    .split(/([-._:@+/])[-._:@+/]*/)
  const tidy = words.join("").replace(/^[-._:@+/]+|[-._:@+/]+$/g, "")
  const hash = hexOf(digestOf(text)).slice(0, 8)
  return tidy === "" ? hash : `${tidy.slice(0, MAXIMUM - 10).replace(/[-._:@+/]$/, "")}-${hash}`
}
