import type { Digest } from "../../core/shared/digest.ts"
import type { CachedResult } from "../../ports/job-cache.ts"
import type { CacheEntry, WholeResult, WholeResults } from "../../ports/shared-results.ts"
import { currentRules } from "./load-definitions.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What sharing results of jobs works with. The runs of a server itself know nothing of `sharedResults`. */
export type SharingPorts = Pick<ServerPorts, "repository" | "signer" | "cache" | "ownResults" | "sharedResults">

/** What somebody hands in. There is no builder in it: that follows from whose token it came with. */
export type HandedIn = Omit<CacheEntry, "result"> & { readonly result: Omit<CachedResult, "builder"> }

/** Results that a person may have: their own, and for the other keys those of builders that the rules in force trust. */
export async function findResults(
  ports: SharingPorts,
  person: string,
  keys: readonly Digest[],
): Promise<ReadonlyMap<Digest, CachedResult>> {
  const found = new Map(await ports.sharedResults.lookup(builderOf(person), keys))
  if (found.size === keys.length) return found
  for (const builder of await trustedBuilders(ports)) {
    const missing = keys.filter((key) => !found.has(key))
    for (const [key, result] of await lookupOf(ports, builder, missing)) found.set(key, result)
  }
  return found
}

/** One of those, with everything that belongs to it. */
export async function readResult(ports: SharingPorts, person: string, key: Digest): Promise<WholeResult | undefined> {
  const own = await ports.sharedResults.whole(builderOf(person), key)
  if (own) return own
  for (const builder of await trustedBuilders(ports)) {
    const whole = (await lookupOf(ports, builder, [key])).has(key) && (await storeOf(ports, builder).whole(key))
    if (whole) return whole
  }
  return undefined
}

/** Keeps what a person has built, under the person's name. */
export function keepHandedIn(
  ports: SharingPorts,
  { person, key, entry, blobs }: WholeHandedIn & { readonly person: string; readonly key: Digest },
): Promise<void> {
  const result = { ...entry.result, builder: builderOf(person) }
  return ports.sharedResults.put(key, { entry: { ...entry, result }, blobs })
}

interface WholeHandedIn {
  readonly entry: HandedIn
  readonly blobs: WholeResult["blobs"]
}

/** As signers are named: never the name of a server, a runner or a CI. */
function builderOf(person: string): string {
  return `laptop:${person}`
}

/** Without rules nobody is trusted. */
async function trustedBuilders({ repository }: SharingPorts): Promise<readonly string[]> {
  const rules = await currentRules(repository)
  return rules.ok ? rules.value.definition.trust.builders : []
}

/** Of its own results the server gives out only what it would take over itself. */
function lookupOf(
  ports: SharingPorts,
  builder: string,
  keys: readonly Digest[],
): Promise<ReadonlyMap<Digest, CachedResult>> {
  return builder === ports.signer.name ? ports.cache.lookup(keys) : ports.sharedResults.lookup(builder, keys)
}

function storeOf({ signer, ownResults, sharedResults }: SharingPorts, builder: string): WholeResults {
  return builder === signer.name ? ownResults : { whole: (key) => sharedResults.whole(builder, key) }
}
