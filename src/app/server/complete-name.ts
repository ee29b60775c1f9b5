import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Gives a release's name its effects: image names on the same digests and the git tag on the same commit. Every step
 * can be repeated, so a name that a crash left half-given is completed at the next start.
 */
export async function completeName(ports: ServerPorts, name: string): Promise<Result<void>> {
  const record = await ports.store.releases.findName(name)
  const release = record && (await ports.store.releases.get(record.release))
  if (!record || !release) return fail("release-unknown", `there is no release named '${name}'`)
  for (const [service, { image }] of Object.entries(release.manifest.services)) {
    const named = await ports.registry.name(image, `${service}:${name}`, { moves: false })
    if (!named.ok) return named
  }
  const tagged = await ports.repository.tag(name, record.commit, `${record.kind} ${name} of ${record.release}`)
  if (!tagged.ok) return tagged
  await ports.store.releases.completeName(name)
  return ok(undefined)
}

/** At start: completes what a crash left half-named. */
export async function completeNames(ports: ServerPorts): Promise<void> {
  for (const name of await ports.store.releases.names()) {
    if (!name.complete) await completeName(ports, name.name)
  }
}
