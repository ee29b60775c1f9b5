import { quote } from "../../definition/quote.ts"
import type { Definition } from "../../definition/schema/definition-schema.ts"
import type { GateCondition } from "../evidence.ts"
import { lastEnvironments } from "../last-environments.ts"
import { shortestWays } from "../shortest-ways.ts"
import type { Step, Steps } from "../steps.ts"
import { wayText } from "../way.ts"
import type { Weakness, WeaknessRule } from "../weakness.ts"

type ApprovalCondition = Extract<GateCondition, { readonly key: "approval" }>

/** Approvals that are none, or that one person gives alone. */
export const weakApprovals: WeaknessRule = function* (definition, steps) {
  for (const step of [...steps.values()].flat()) {
    if (step.when?.kind !== "approved" || approvalsOf(step).length > 0) continue
    const message = "it enters once approved, and no gate on this way in asks for an approval"
    const path = ["environments", step.environment, "from", step.wayIn, "when"]
    const suggestion = "add a gate with 'approval', or leave 'when' out"
    yield { code: "approval-absent", severity: "warning", message, path, on: "value", suggestion }
  }
  const ends = lastEnvironments(definition).flatMap((name) => steps.get(name) ?? [])
  const last = ends.filter((step) => approvalsOf(step).length > 0)
  yield* byAuthor(steps, last)
  yield* byOne(definition, steps, last)
}

/** Whoever wrote the change may be the only one who says yes, all the way. */
function* byAuthor(steps: Steps, last: readonly Step[]): Generator<Weakness> {
  const find = waysOfApprovals(steps, ({ condition: { count, exclude } }) => count === 1 && !exclude.includes("author"))
  for (const step of last) {
    const way = find([step])
    const [first] = approvalsOf(step)
    if (!way || !first) continue
    const message = `${wayText(way)}: the author of a change may be the only one who approves it`
    const path = ["gates", first.gate, "approval"]
    const suggestion = "add 'exclude: [author]'"
    yield { code: "approval-by-author", severity: "warning", message, path, on: "key", suggestion }
  }
}

/** Different roles must say yes, and one person has them all. */
function* byOne({ people }: Definition, steps: Steps, last: readonly Step[]): Generator<Weakness> {
  const told = new Set<Step>()
  for (const [name, { roles }] of Object.entries(people)) {
    if (roles.length < 2) continue
    const find = waysOfApprovals(steps, ({ condition }) => condition.count === 1 && roles.includes(condition.role))
    for (const step of last) {
      const way = told.has(step) ? undefined : find([step])
      const asked = new Set(way?.steps.flatMap(approvalsOf).map(({ condition }) => condition.role))
      if (!way || asked.size < 2) continue
      told.add(step)
      const message = `${wayText(way)}: ${quote(name)} alone may approve as ${[...asked].join(" and as ")}`
      const path = ["environments", step.environment, "from", step.wayIn]
      const suggestion = "give the roles to different people"
      yield { code: "approval-by-one", severity: "warning", message, path, on: "value", suggestion }
    }
  }
}

/** Finds the shortest way with such an end on which every approval is like that. */
function waysOfApprovals(steps: Steps, isLike: (approval: Approval) => boolean) {
  return shortestWays(steps, { mayTake: (step) => approvalsOf(step).every(isLike), mayBegin: () => true })
}

interface Approval {
  readonly gate: string
  readonly condition: ApprovalCondition
}

function approvalsOf({ evidence }: Step): readonly Approval[] {
  return evidence.flatMap((one) =>
    one.kind === "gate" && one.condition.key === "approval" ? [{ gate: one.gate, condition: one.condition }] : [],
  )
}
