import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { ReleaseProvenance, ReleaseRecord } from "../../ports/store/release-store.ts"
import type { ServerPorts } from "./server-ports.ts"

type OriginPorts = Pick<ServerPorts, "store">

/** A run that has built services of a release. */
export interface ReleaseOrigin extends Pick<ReleaseProvenance, "commit" | "ref" | "run"> {
  readonly services: ReadonlySet<string>
}

/**
 * Where a release comes from, as a promotion has it: its commit, or for a mixture the commit of each part. The promotion's
 * own commit comes first.
 */
export async function originsOf(
  { store }: OriginPorts,
  { digest, manifest }: ReleaseRecord,
  { commit }: Pick<PromotionRecord, "commit">,
): Promise<Result<readonly ReleaseOrigin[]>> {
  const services = Object.keys(manifest.services)
  const whole = (await store.releases.provenance(digest)).find((known) => known.commit === commit)
  if (whole) return ok([{ ...whole, services: new Set(services) }])
  const asked = (await store.promotions.ofRelease(digest)).findLast((one) => one.commit === commit && one.choice)
  const unknown = fail("release-unknown", `release ${digest} was not built from ${commit}`)
  if (!asked?.choice) return unknown
  const { parts } = asked.choice
  const origins: ReleaseOrigin[] = []
  for (const one of new Set([commit, ...Object.values(parts)])) {
    const [built] = await store.releases.byCommit(one)
    if (!built) return unknown
    origins.push({ ...built, services: new Set(services.filter((service) => (parts[service] ?? commit) === one)) })
  }
  return ok(origins)
}

/** Whether no single commit has built these images. Such a release stays in the environment that it was chosen for. */
export async function isMixture({ store }: OriginPorts, release: Digest): Promise<boolean> {
  return (await store.releases.provenance(release)).length === 0
}
