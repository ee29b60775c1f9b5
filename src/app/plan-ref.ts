import type { Definition } from "../core/definition/schema/definition-schema.ts"
import { buildTag } from "../core/image/build-label.ts"
import { makeBuildPlan } from "../core/plan/make-plan.ts"
import type { Plan } from "../core/plan/plan.ts"
import { effectiveRules } from "../core/promotion/effective-rules.ts"
import { evaluateGates } from "../core/promotion/evaluate-gates.ts"
import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import type { PromotionFacts } from "../core/promotion/promotion-facts.ts"
import { unprovenFacts } from "../core/promotion/unproven-facts.ts"
import { wayInText } from "../core/promotion/way-in-text.ts"
import { applicableJobs, type LeftOutJob, pushOf } from "../core/routing/applicable-jobs.ts"
import { publicationOf, repositoryOf } from "../core/routing/publication.ts"
import type { Route } from "../core/routing/route.ts"
import { nameOf, routeEvent } from "../core/routing/route-event.ts"
import { fail, ok, type Result } from "../core/shared/result.ts"
import type { Clock } from "../ports/clock.ts"
import type { CommitFacts, Repository } from "../ports/repository.ts"
import { rulesWith } from "./rules-with.ts"
import { definitionOf } from "./server/load-definitions.ts"

/** A way into an environment with what each of its gates still lacks. */
export interface PlannedWayIn {
  readonly environment: string
  readonly template: string
  /** In words: what brings a release here. */
  readonly trigger: string
  readonly gates: readonly GateAnswer[]
  readonly verify: readonly string[]
}

/** Where the images of a push would go: each service's reference, or why they would stay. */
export type PlannedPublication =
  | { readonly kind: "published"; readonly references: readonly string[] }
  | { readonly kind: "kept"; readonly why: string }

/** What a push of a ref would do. */
export interface RefPlan {
  readonly ref: string
  readonly commit: string
  /** Branch whose rules were taken, and whether it is the ref's own. */
  readonly rulesFrom: string
  readonly route: Route
  /** The jobs that would run; none for a tag. */
  readonly plan: Plan
  /** The jobs that it does without. */
  readonly leftOut: readonly LeftOutJob[]
  /** Where the images would be published, and why nowhere; null where none are built or nobody publishes. */
  readonly publication: PlannedPublication | null
  /** Ways that this push takes. */
  readonly entries: readonly PlannedWayIn[]
  /** Ways that open from there, in the order of the path. */
  readonly later: readonly PlannedWayIn[]
}

/** Says what a push of a branch or tag would do, from the repository alone. Nothing is run or written. */
export async function planRef(repository: Repository, ref: string, clock: Clock): Promise<Result<RefPlan>> {
  const resolved = await repository.resolve(ref)
  if (!resolved.ok) return resolved
  const { commit, ref: fullRef } = resolved.value
  if (fullRef === null) {
    return fail("argument-invalid", `'${ref}' is a commit; what a push does depends on its branch or tag`, {
      hint: "plan a branch or a tag: slipway plan main",
    })
  }
  const own = await definitionOf(repository, commit)
  if (!own.ok) return own
  const [rulesFrom = "main"] = own.value.branches.protected
  const definition = await rulesWith(repository, own.value)
  if (!definition.ok) return definition
  const files = await repository.files(commit)
  if (!files.ok) return files
  const facts = await repository.commit(commit)
  if (!facts.ok) return facts
  const route = routeEvent(definition.value, fullRef, false)
  const { definition: applicable, leftOut } = applicableJobs(definition.value, pushOf(definition.value, fullRef))
  const plan = makeBuildPlan(applicable, files.value)
  const names = route.kind === "tag" && route.names !== null ? [{ name: route.tag, kind: route.names }] : []
  const look: Look = { definition: definition.value, plan, commit: facts.value, names, now: clock.now() }
  const entries = "entries" in route ? route.entries : []
  return ok({
    ref: fullRef,
    commit,
    rulesFrom,
    route,
    plan: route.kind === "build" ? plan : { jobs: [] },
    leftOut: route.kind === "build" ? leftOut : [],
    publication: route.kind === "build" ? publicationIn(definition.value, plan, { ref: fullRef, commit }) : null,
    entries: entries.map((entry) => ({ ...wayIn(look, entry.template, entry.wayIn), environment: entry.environment })),
    later: laterThan(
      look,
      entries.map(({ template }) => template),
    ),
  })
}

function publicationIn(
  rules: Definition,
  { jobs }: Plan,
  { ref, commit }: { readonly ref: string; readonly commit: string },
): PlannedPublication | null {
  const services = jobs.flatMap((job) => (job.kind === "image" ? [job.owner] : []))
  if (!rules.publish || services.length === 0) return null
  const decided = publicationOf(rules, ref)
  if (decided.kind === "kept") return decided
  const tag = buildTag(ref, commit)
  const references = services.map((service) => `${repositoryOf(decided.registry, service)}:${tag}`)
  return { kind: "published", references }
}

interface Look {
  readonly definition: Definition
  readonly plan: Plan
  readonly commit: CommitFacts
  /** What the push itself names the release. */
  readonly names: PromotionFacts["names"]
  readonly now: number
}

function laterThan(look: Look, from: readonly string[]): PlannedWayIn[] {
  const reached = [...from]
  const later: PlannedWayIn[] = []
  for (const upstream of reached) {
    for (const [template, { from: ways }] of Object.entries(look.definition.environments)) {
      const index = ways.findIndex((way) => "environment" in way && way.environment === upstream)
      if (index < 0 || reached.includes(template)) continue
      reached.push(template)
      later.push(wayIn(look, template, index))
    }
  }
  return later
}

function wayIn({ definition, plan, commit, names, now }: Look, template: string, index: number): PlannedWayIn {
  const rules = effectiveRules(definition, template, index)
  if (!rules) throw new RangeError(`${template} has no way in ${index}`)
  const way = rules.wayIn
  const upstream = "environment" in way ? way.environment : null
  const { author, committer } = commit
  const facts = unprovenFacts({ definition, plan, commit: commit.commit, author, committer, upstream, names, now })
  return {
    environment: nameOf(definition, template, rules.environment, null),
    template,
    trigger: wayInText(way),
    gates: evaluateGates(rules, facts),
    verify: rules.environment.verify,
  }
}
