import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import type { FailureError } from "../../core/shared/result.ts"
import { putManifest } from "./put-manifest.ts"
import { refusal } from "./registry-failure.ts"
import type { RemoteRepository, StoredManifest } from "./remote-repository.ts"
import { requireTag } from "./require-tag.ts"

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
  requireTag(tag)
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
  if (taken !== undefined) throw nameMoves(repository, { tag, taken, wanted: found.digest })
  await putManifest(repository, tag, found)
  return found.digest
}

/** A tag that must not move names something else. */
export function nameMoves(
  { shown }: RemoteRepository,
  { tag, taken, wanted }: { readonly tag: string; readonly taken: Digest; readonly wanted: Digest },
): FailureError {
  const message = `${shown}:${tag} names ${shortDigest(taken)}, not ${shortDigest(wanted)}`
  return refusal("name-moves", message, "choose another name")
}
