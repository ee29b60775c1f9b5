import { quote } from "../../definition/quote.ts"
import type { Definition } from "../../definition/schema/definition-schema.ts"
import type { GateCondition } from "../evidence.ts"
import { lastEnvironments } from "../last-environments.ts"
import { shortestWay } from "../shortest-way.ts"
import type { Step, Steps } from "../steps.ts"
import { type Way, wayText } from "../way.ts"
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
  for (const environment of lastEnvironments(definition)) {
    for (const step of steps.get(environment) ?? []) {
      if (approvalsOf(step).length === 0) continue
      yield* byAuthor(steps, step)
      yield* byOne(definition, steps, step)
    }
  }
}

/** Whoever wrote the change may be the only one who says yes, all the way. */
function* byAuthor(steps: Steps, last: Step): Generator<Weakness> {
  const mayBeAuthor = ({ condition: { count, exclude } }: Approval) => count === 1 && !exclude.includes("author")
  const way = wayOfApprovals(steps, last, mayBeAuthor)
  const [first] = approvalsOf(last)
  if (!way || !first) return
  const message = `${wayText(way)}: the author of a change may be the only one who approves it`
  const path = ["gates", first.gate, "approval"]
  const suggestion = "add 'exclude: [author]'"
  yield { code: "approval-by-author", severity: "warning", message, path, on: "key", suggestion }
}

/** Different roles must say yes, and one person has them all. */
function* byOne({ people }: Definition, steps: Steps, last: Step): Generator<Weakness> {
  for (const [name, { roles }] of Object.entries(people)) {
    const way = wayOfApprovals(steps, last, ({ condition }) => condition.count === 1 && roles.includes(condition.role))
    const asked = new Set(way?.steps.flatMap(approvalsOf).map(({ condition }) => condition.role))
    if (!way || asked.size < 2) continue
    const message = `${wayText(way)}: ${quote(name)} alone may approve as ${[...asked].join(" and as ")}`
    const path = ["environments", last.environment, "from", last.wayIn]
    const suggestion = "give the roles to different people"
    yield { code: "approval-by-one", severity: "warning", message, path, on: "value", suggestion }
    return
  }
}

/** The shortest way that ends so and on which every approval is like that. */
function wayOfApprovals(steps: Steps, last: Step, isLike: (approval: Approval) => boolean): Way | undefined {
  return shortestWay(steps, [last], { mayTake: (step) => approvalsOf(step).every(isLike), mayBegin: () => true })
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
