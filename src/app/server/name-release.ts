import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { parseReleaseVersion, type ReleaseVersion } from "../../core/release/version.ts"
import type { Entry } from "../../core/routing/route.ts"
import { nameOf, tagFits } from "../../core/routing/route-event.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { completeName } from "./complete-name.ts"
import { currentRules } from "./load-definitions.ts"
import { requestPromotions } from "./request-promotions.ts"
import { requireFreeTag } from "./require-free-tag.ts"
import { requireNotRejected } from "./require-not-rejected.ts"
import { type ResolvedRelease, resolveRelease } from "./resolve-release.ts"
import { isOnProtectedBranch } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A version given to a release, and the promotions that follow from it. */
export interface NamedRelease {
  readonly name: string
  readonly kind: "candidate" | "release"
  readonly release: Digest
  readonly commit: string
  readonly promotions: readonly PromotionRecord[]
  /** Where its images are, or will be, published. */
  readonly published: readonly string[]
}

/**
 * Names tested digests as a release candidate (`1.2.0-rc.1`) or a release (`1.2.0`): git tag and image names on the same
 * commit and digests, nothing rebuilt. Without `of`, it is what is deployed in the environment that such versions are
 * taken from.
 */
export async function nameRelease(
  ports: ServerPorts,
  { version, of, person }: { version: string; of: string | null; person: string },
): Promise<Result<NamedRelease>> {
  const parsed = parseReleaseVersion(version)
  if (!parsed) {
    return fail("argument-invalid", `'${version}' is no version`, {
      hint: "write 1.2.0, or 1.2.0-rc.1 for a candidate",
    })
  }
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const waysIn = entriesFor(rules.value.definition, parsed)
  const release = await chooseRelease(ports, { of, upstream: waysIn.map(({ upstream }) => upstream), parsed })
  if (!release.ok) return release
  if (!(await isOnProtectedBranch(ports.repository, rules.value.definition, release.value.commit))) {
    return fail("release-not-eligible", `commit ${release.value.commit.slice(0, 12)} is not on a protected branch`, {
      hint: "merge it first",
    })
  }
  const allowed = await requireNotRejected(ports, release.value.release)
  if (!allowed.ok) return allowed
  const free = await requireFreeTag(ports, rules.value.definition, release.value.release, parsed.tag)
  if (!free.ok) return free
  const added = await ports.store.releases.addName({
    name: parsed.tag,
    kind: parsed.kind,
    release: release.value.release,
    commit: release.value.commit,
    person,
    createdAt: ports.clock.now(),
    complete: false,
  })
  if (!added) {
    return fail("name-moves", `'${parsed.tag}' names another release and never moves`, {
      hint: "choose the next version",
    })
  }
  const completed = await completeName(ports, parsed.tag, { event: null })
  if (!completed.ok) return completed
  const detail = release.value.release
  await ports.store.audit.append({ at: ports.clock.now(), person, action: "release", subject: parsed.tag, detail })
  const source = { ...release.value, event: null, person }
  const promotions = await requestPromotions(
    ports,
    waysIn.map(({ entry }) => entry),
    source,
  )
  const { value: published } = completed
  return ok({ name: parsed.tag, kind: parsed.kind, ...release.value, promotions, published })
}

/** Permanent environments whose way in waits for such a version, with the environment they take it from. */
function entriesFor(rules: Definition, version: ReleaseVersion): readonly { upstream: string; entry: Entry }[] {
  return Object.entries(rules.environments).flatMap(([template, definition]) =>
    definition.from.flatMap((way, wayIn) => {
      if (!("environment" in way) || way.when.kind !== "tag") return []
      if (!tagFits(way.when.tag, version.tag, version.kind)) return []
      const upstream = rules.environments[way.environment]
      if (!upstream) return []
      const environment = nameOf(rules, template, definition, null)
      const entry = { template, wayIn, environment, ephemeral: false }
      return [{ upstream: nameOf(rules, way.environment, upstream, null), entry }]
    }),
  )
}

async function chooseRelease(
  ports: ServerPorts,
  { of, upstream, parsed }: { of: string | null; upstream: readonly string[]; parsed: ReleaseVersion },
): Promise<Result<ResolvedRelease>> {
  if (of !== null) return resolveRelease(ports, of)
  const [from, ...others] = [...new Set(upstream)]
  if (from === undefined || others.length > 0) {
    const why = from === undefined ? "no environment takes" : "several environments take"
    return fail("argument-invalid", `${why} a ${parsed.kind} version, so say which release it names`, {
      hint: `slipway release ${parsed.version} --of <release, environment or commit>`,
    })
  }
  const environment = await ports.store.environments.get(from)
  if (!environment?.current) {
    return fail("release-unknown", `nothing is deployed in '${from}', which ${parsed.kind} versions are taken from`, {
      hint: `deploy there first, or say which: slipway release ${parsed.version} --of <release>`,
    })
  }
  return resolveRelease(ports, from)
}
