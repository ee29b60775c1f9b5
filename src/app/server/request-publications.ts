import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import { publicationOf, repositoryOf } from "../../core/routing/publication.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { NewPublication } from "../../ports/store/publication-store.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A release whose images get a tag, and the refs that it was built from. */
export interface ReleaseToPublish extends Pick<NewPublication, "tag" | "moves" | "release" | "event"> {
  readonly manifest: ReleaseManifest
  readonly refs: readonly (string | null)[]
}

/**
 * Writes down what is to be published of a release, by the rules of the protected branch: nothing unless one of its refs
 * is published. Returns where it will be. The dispatcher does it, as often as it takes.
 */
export async function requestPublications(
  ports: ServerPorts,
  rules: Definition,
  { refs, manifest, tag, moves, release, event }: ReleaseToPublish,
): Promise<readonly string[]> {
  const decided = refs.map((ref) => publicationOf(rules, ref)).find(({ kind }) => kind === "published")
  if (decided?.kind !== "published") return []
  const createdAt = ports.clock.now()
  for (const [service, { image }] of Object.entries(manifest.services)) {
    await ports.store.publications.request({ service, image, tag, moves, release, event, createdAt })
  }
  return referencesOf(decided.registry, manifest, tag)
}

/** `registry.example.com/automation/web:v1.2.0` for each service. */
function referencesOf(registry: NonNullable<Definition["registry"]>, manifest: ReleaseManifest, tag: string) {
  return Object.keys(manifest.services).map((service) => `${repositoryOf(registry, service)}:${tag}`)
}

/** The refs that a release was built from. */
export async function refsOf({ store }: ServerPorts, release: Digest): Promise<readonly (string | null)[]> {
  return (await store.releases.provenance(release)).map(({ ref }) => ref)
}
