import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { publicationOf } from "../../core/routing/publication.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { refsOf } from "./request-publications.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Refuses a name that the registry knows for other images (`name-moves`), before anything is named. A registry that does
 * not answer refuses nothing: the name is given there once it answers, and if it is taken by then, that is said.
 */
export async function requireFreeTag(
  ports: ServerPorts,
  rules: Definition,
  digest: Digest,
  tag: string,
): Promise<Result<void>> {
  const refs = await refsOf(ports, digest)
  const published = refs.map((ref) => publicationOf(rules, ref)).find(({ kind }) => kind === "published")
  const release = await ports.store.releases.get(digest)
  if (published?.kind !== "published" || !release) return ok(undefined)
  const publisher = ports.openPublisher(published.registry, Object.keys(rules.services))
  const services = Object.entries(release.manifest.services)
  const taken = await Promise.all(
    services.map(async ([service, { image }]) => {
      const found = await publisher.find(service, tag)
      return found.ok && found.value !== null && found.value !== image ? { service, digest: found.value } : undefined
    }),
  )
  const other = taken.find((one) => one !== undefined)
  if (!other) return ok(undefined)
  const where = `${publisher.url}/${other.service}:${tag}`
  return fail("name-moves", `${where} names ${shortDigest(other.digest)} already, and never moves`, {
    hint: "choose the next version",
  })
}
