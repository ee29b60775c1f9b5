import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Gives a release's name its effects: the git tag on the same commit and image names on the same digests. Every step
 * can be repeated, so a name that a crash left half-given is completed at the next start.
 */
export async function completeName(ports: ServerPorts, name: string): Promise<Result<void>> {
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
  await ports.store.releases.completeName(name)
  return ok(undefined)
}

/** At start: completes what a crash left half-named. */
export async function completeNames(ports: ServerPorts): Promise<void> {
  for (const name of await ports.store.releases.names()) {
    if (!name.complete) await completeName(ports, name.name)
  }
}
