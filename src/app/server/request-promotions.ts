import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { Entry } from "../../core/routing/route.ts"
import { branchOf, nameOf, tagFits } from "../../core/routing/route-event.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { refMatches } from "../../core/shared/ref-pattern.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { ReleaseProvenance } from "../../ports/store/release-store.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A release with the commit it goes by, and what asked for its promotion. */
export interface PromotionSource {
  readonly release: Digest
  readonly commit: string
  readonly event: number | null
  readonly person: string | null
}

/** Asks for a release to enter environments. Asking again for what is asked for already changes nothing. */
export async function requestPromotions(
  ports: ServerPorts,
  entries: readonly Entry[],
  source: PromotionSource,
): Promise<readonly PromotionRecord[]> {
  const requested: PromotionRecord[] = []
  for (const entry of entries) {
    const promotion = await ports.store.promotions.request({
      release: source.release,
      commit: source.commit,
      environment: entry.environment,
      template: entry.template,
      wayIn: entry.wayIn,
      person: source.person,
      event: source.event,
      createdAt: ports.clock.now(),
    })
    const text = `promotion ${promotion.id}: release ${shortDigest(source.release)} to ${entry.environment}`
    ports.progress.say([eventTopic(source.event), `promotion:${promotion.id}`], text)
    requested.push(promotion)
  }
  return requested
}

/** What a release is called, and which pushes have built it. */
export interface Origins {
  readonly names: readonly { readonly name: string; readonly kind: "candidate" | "release" | null }[]
  readonly provenance: readonly Pick<ReleaseProvenance, "commit" | "ref">[]
}

/** An entry, and the commit that it goes by where not every one of the release will do. */
export interface NextEntry extends Entry {
  readonly commit: string | null
}

/** Environments that take a release once it is verified in `environment` (key), by its names and where it was merged. */
export function entriesFrom(
  rules: Definition,
  environment: string,
  { names, provenance }: Origins,
): readonly NextEntry[] {
  const builtOn = (pattern: string) => provenance.find(({ ref }) => refMatches(pattern, branchOf(ref) ?? ""))
  return Object.entries(rules.environments).flatMap(([template, definition]) => {
    const wayIn = definition.from.findIndex((way) => {
      if (!("environment" in way) || way.environment !== environment) return false
      const { when } = way
      if (when.kind === "branch") return builtOn(when.branch) !== undefined
      if (when.kind === "tag") return names.some(({ name, kind }) => tagFits(when.tag, name, kind))
      return when.kind === "verified" || when.kind === "approved"
    })
    const when = definition.from[wayIn]?.when
    if (wayIn < 0) return []
    const commit = when?.kind === "branch" ? (builtOn(when.branch)?.commit ?? null) : null
    return [{ template, wayIn, environment: nameOf(rules, template, definition, null), ephemeral: false, commit }]
  })
}

export function eventTopic(event: number | null): `event:${number}` | null {
  return event === null ? null : `event:${event}`
}
