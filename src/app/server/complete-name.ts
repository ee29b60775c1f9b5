import { fail, ok, type Result } from "../../core/shared/result.ts"
import { currentRules } from "./load-definitions.ts"
import { refsOf, requestPublications } from "./request-publications.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Gives a release's name its effects: the git tag on the same commit, image names on the same digests, and the same names
 * in the registry where the release is published. Every step can be repeated, so a name that a crash left half-given is
 * completed at the next start. Returns where it is, or will be, published.
 */
export async function completeName(
  ports: ServerPorts,
  name: string,
  { event }: { readonly event: number | null },
): Promise<Result<readonly string[]>> {
  const record = await ports.store.releases.findName(name)
  const release = record && (await ports.store.releases.get(record.release))
  if (!record || !release) return fail("release-unknown", `there is no release named '${name}'`)
  const tagged = await ports.repository.tag(name, record.commit, `${record.kind} ${name} of ${record.release}`)
  // A tag that somebody else gave to another commit never moves, so that the name cannot be had.
  if (!tagged.ok && tagged.failure.reason === "name-moves") await ports.store.releases.dropName(name)
  if (!tagged.ok) return tagged
  for (const [service, { image }] of Object.entries(release.manifest.services)) {
    const named = await ports.registry.name(image, `${service}:${name}`, { moves: false })
    if (!named.ok) return named
  }
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const refs = await refsOf(ports, record.release)
  const { manifest } = release
  const published = { tag: name, moves: false, release: record.release, event, manifest, refs }
  const references = await requestPublications(ports, rules.value.definition, published)
  await ports.store.releases.completeName(name)
  return ok(references)
}

/** At start: completes what a crash left half-named. */
export async function completeNames(ports: ServerPorts): Promise<void> {
  for (const name of await ports.store.releases.names()) {
    if (!name.complete) await completeName(ports, name.name, { event: null })
  }
}
