import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ReleaseName } from "../../ports/store/release-store.ts"
import { loadRejection } from "./load-rejection.ts"
import { type ResolvedRelease, resolveRelease } from "./resolve-release.ts"
import type { ServerPorts } from "./server-ports.ts"

/** All that is known of a release. */
export interface ReleaseDetails extends ResolvedRelease {
  readonly createdAt: number
  /** Every commit that has built it, newest first. */
  readonly commits: readonly string[]
  /** Oldest first. */
  readonly names: readonly Pick<ReleaseName, "name" | "kind" | "person" | "createdAt" | "notes">[]
  readonly images: Readonly<Record<string, Digest>>
  /** Environments that run it. */
  readonly running: readonly string[]
  /** Null unless it may enter nowhere. */
  readonly rejected: { readonly person: string; readonly reason: string; readonly at: number } | null
}

/** A release by whatever people call it. */
export async function showRelease(ports: ServerPorts, text: string): Promise<Result<ReleaseDetails>> {
  const resolved = await resolveRelease(ports, text)
  if (!resolved.ok) return resolved
  const { release } = resolved.value
  const record = await ports.store.releases.get(release)
  if (!record) return fail("release-unknown", `there is no release ${release}`)
  const running: string[] = []
  for (const { name, current } of await ports.store.environments.list()) {
    const deployment = current === null ? undefined : await ports.store.environments.getDeployment(current)
    if (deployment?.release === release) running.push(name)
  }
  const rejection = await loadRejection(ports, release)
  const { services } = record.manifest
  return ok({
    ...resolved.value,
    createdAt: record.createdAt,
    commits: [...new Set((await ports.store.releases.provenance(release)).map(({ commit }) => commit))],
    names: (await ports.store.releases.names(release)).map(({ name, kind, person, createdAt, notes }) => {
      return { name, kind, person, createdAt, notes }
    }),
    images: Object.fromEntries(Object.entries(services).map(([service, { image }]) => [service, image])),
    running,
    rejected: rejection === null || rejection.isLifted ? null : rejection,
  })
}
