import { type Descriptor, indexSchema, MEDIA_TYPE } from "../../core/image/manifest.ts"
import { type Digest, digestOf } from "../../core/shared/digest.ts"
import { putManifest } from "./put-manifest.ts"
import { nonsense } from "./registry-failure.ts"
import type { RemoteRepository } from "./remote-repository.ts"

/** How often a list that others write too is read again before it counts as theirs. */
const ROUNDS = 5

/**
 * Who speaks about a manifest: by the registry's referrers API, or where it has none (404), by the index under the tag
 * `sha256-<hex>` (distribution specification, Listing Referrers and Referrers Tag Schema).
 */
export async function listReferrers(repository: RemoteRepository, subject: Digest): Promise<readonly Descriptor[]> {
  const request = { what: `the referrers of ${repository.shown}@${subject}`, expects: [404] }
  const listed = await repository.list(repository.path("referrers", subject), request, (content) =>
    entriesOf(repository, content),
  )
  return listed ?? (await listFallback(repository, subject))
}

/** Adds to the list that a registry without the referrers API has under a tag. What others add meanwhile is kept. */
export async function addToFallback(
  repository: RemoteRepository,
  subject: Digest,
  referrers: readonly Descriptor[],
): Promise<void> {
  for (let round = 1; round <= ROUNDS; round++) {
    const known = await listFallback(repository, subject)
    const added = referrers.filter(({ digest }) => !known.some((entry) => entry.digest === digest))
    if (added.length === 0) return
    const index = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [...known, ...added] }
    const bytes = Buffer.from(JSON.stringify(index))
    await putManifest(repository, fallbackTag(subject), { bytes, mediaType: MEDIA_TYPE.index })
    // Two writers at once: the later one wins, and the other one sees it here.
    if ((await repository.digestOf(fallbackTag(subject))) === digestOf(bytes)) return
  }
  throw nonsense(repository.client.host, `loses what is written to ${repository.shown}:${fallbackTag(subject)}`)
}

/** Tags that stand for lists of referrers, and name no image. */
export function isFallbackTag(tag: string): boolean {
  return /^sha256-[0-9a-f]{64}$/.test(tag)
}

function fallbackTag(subject: Digest): string {
  return subject.replace(":", "-")
}

async function listFallback(repository: RemoteRepository, subject: Digest): Promise<readonly Descriptor[]> {
  const found = await repository.manifest(fallbackTag(subject))
  return found ? entriesOf(repository, found.bytes) : []
}

function entriesOf({ client, shown }: RemoteRepository, content: Buffer): readonly Descriptor[] {
  try {
    return indexSchema.parse(JSON.parse(content.toString("utf8"))).manifests
  } catch {
    throw nonsense(client.host, `answers with no list of referrers for ${shown}`)
  }
}
