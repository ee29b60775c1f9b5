import { parseReleaseVersion } from "../../core/release/version.ts"
import type { Entry } from "../../core/routing/route.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { ReleaseName } from "../../ports/store/release-store.ts"
import { currentRules } from "./load-definitions.ts"
import { requestPromotions } from "./request-promotions.ts"
import { refsOf, requestPublications } from "./request-publications.ts"
import type { ServerPorts } from "./server-ports.ts"
import { versionEntries } from "./version-entries.ts"

/** What a release's name has led to. */
export interface CompletedName {
  /** Where it is, or will be, published. */
  readonly published: readonly string[]
  readonly promotions: readonly PromotionRecord[]
}

/**
 * Gives a release's name its effects: the git tag on the same commit, image names on the same digests, the same names in
 * the registry where the release is published, and the promotions that have waited for it: `entries` and those that wait
 * for such a version. Every step can be repeated, so a name that a crash left half-given is completed at the next start.
 */
export async function completeName(
  ports: ServerPorts,
  name: string,
  { event, entries }: { readonly event: number | null; readonly entries: readonly Entry[] },
): Promise<Result<CompletedName>> {
  const record = await ports.store.releases.findName(name)
  const release = record && (await ports.store.releases.get(record.release))
  if (!record || !release) return fail("release-unknown", `there is no release named '${name}'`)
  const tagged = await ports.repository.tag(name, record.commit, tagMessage(record))
  // A tag that somebody else gave to another commit never moves, so that the name cannot be had.
  if (!tagged.ok && tagged.failure.reason === "name-moves") await ports.store.releases.dropName(name)
  if (!tagged.ok) return tagged
  for (const [service, { image }] of Object.entries(release.manifest.services)) {
    const named = await ports.registry.name(image, `${service}:${name}`, { moves: false })
    if (!named.ok) return named
  }
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const { definition } = rules.value
  const refs = await refsOf(ports, record.release)
  const { manifest } = release
  const toPublish = { tag: name, moves: false, release: record.release, event, manifest, refs }
  const published = await requestPublications(ports, definition, toPublish)
  const version = parseReleaseVersion(name)
  const waiting = version ? versionEntries(definition, version).map(({ entry }) => entry) : []
  const promotions = await promotionsOf(ports, record, { event, entries: [...entries, ...waiting] })
  // Last: until then a crash leaves it to be done again.
  await ports.store.releases.completeName(name)
  return ok({ published, promotions })
}

/** Where a name that was complete has led to promotions already, these; what is missing is asked for. */
async function promotionsOf(
  ports: ServerPorts,
  { release, commit, person, complete }: ReleaseName,
  { event, entries }: { readonly event: number | null; readonly entries: readonly Entry[] },
): Promise<readonly PromotionRecord[]> {
  const known = complete ? await ports.store.promotions.ofRelease(release) : []
  const unique = [...new Map(entries.map((entry) => [entry.environment, entry])).values()]
  const asked = unique.flatMap((entry) => known.findLast(({ environment }) => environment === entry.environment) ?? [])
  const missing = unique.filter((entry) => !asked.some(({ environment }) => environment === entry.environment))
  return [...asked, ...(await requestPromotions(ports, missing, { release, commit, event, person }))]
}

function tagMessage({ kind, name, release, notes }: ReleaseName): string {
  const title = `${kind} ${name} of ${release}`
  return notes === null ? title : `${title}\n\n${notes}`
}

/** At start: completes what a crash left half-named. */
export async function completeNames(ports: ServerPorts): Promise<void> {
  for (const name of await ports.store.releases.names()) {
    if (!name.complete) await completeName(ports, name.name, { event: null, entries: [] })
  }
}
