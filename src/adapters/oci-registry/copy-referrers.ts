import type { Descriptor } from "../../core/image/manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { unwrap } from "../../core/shared/result.ts"
import { copyManifest } from "./copy-manifest.ts"
import type { PartsCopy } from "./copy-parts.ts"
import { addToFallback, listReferrers } from "./referrers.ts"

/** Copies what speaks about a manifest and is not there yet; returns how many. */
export async function copyReferrers(copy: PartsCopy, subject: Digest): Promise<number> {
  const here = unwrap(await copy.from.referrers(subject))
  if (here.length === 0) return 0
  const there = new Set((await listReferrers(copy.to, subject)).map(({ digest }) => digest))
  const missing = here.filter(({ digest }) => !there.has(digest))
  const unlisted: Descriptor[] = []
  for (const { digest } of missing) {
    const { entry, isListed } = await copyManifest(copy, digest, null)
    if (!isListed) unlisted.push(entry)
  }
  if (unlisted.length > 0) await addToFallback(copy.to, subject, unlisted)
  return missing.length
}
