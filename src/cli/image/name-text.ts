import type { NamedAs } from "../../app/images/name-image.ts"

/** What `slipway image name` says. The name was checked when it was given, and holds nothing but letters and signs. */
export function nameText({ digest, name }: NamedAs): string {
  return `${digest} is ${name}\n`
}
