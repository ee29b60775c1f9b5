import { isTag } from "../../core/image/image-reference.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { putManifest } from "./put-manifest.ts"
import { refusal } from "./registry-failure.ts"
import type { RemoteRepository, StoredManifest } from "./remote-repository.ts"

export interface Naming {
  readonly tag: string
  /** False: a tag that names something else stays as it is (`name-moves`). */
  readonly moves: boolean
  /** The manifest where it is at hand; else what names it in the repository. */
  readonly of: StoredManifest | string
}

/**
 * Gives a manifest of a repository one more name: one request reads it, one stores it again, and no layer is moved. The
 * protocol has no comparing write, so that two who take a free name at the same moment are told apart only by registries
 * whose tags are immutable.
 */
export async function nameManifest(repository: RemoteRepository, { tag, moves, of }: Naming): Promise<Digest> {
  if (!isTag(tag)) {
    throw refusal(
      "argument-invalid",
      `${JSON.stringify(tag)} is no tag`,
      "letters, digits and . _ - with at most 128 of them",
    )
  }
  // Read with the right to write: one token serves all requests.
  const { push } = repository.scopes
  const [found, taken] = await Promise.all([
    typeof of === "string" ? repository.manifest(of, push) : of,
    moves ? undefined : repository.digestOf(tag, push),
  ])
  if (!found)
    throw refusal(
      "image-unknown",
      `there is no ${repository.shown}${typeof of === "string" && of.includes(":") ? "@" : ":"}${of}`,
    )
  if (taken === found.digest) return found.digest
  if (taken !== undefined) {
    throw refusal(
      "name-moves",
      `${repository.shown}:${tag} names ${shortDigest(taken)}, not ${shortDigest(found.digest)}`,
      "choose another name",
    )
  }
  await putManifest(repository, tag, found)
  return found.digest
}
