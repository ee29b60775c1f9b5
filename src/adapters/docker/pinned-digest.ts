import { type Digest, isDigest } from "../../core/shared/digest.ts"

/** The digest that a name is pinned by, if it is. */
export function pinnedDigest(name: string): Digest | undefined {
  const digest = name.slice(name.lastIndexOf("@") + 1)
  return isDigest(digest) ? digest : undefined
}
