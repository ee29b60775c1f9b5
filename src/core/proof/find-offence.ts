import { exampleRef, type RefCondition } from "../shared/example-ref.ts"
import type { MetByBranch } from "./met-by-branch.ts"
import { isMetBy, type Standards } from "./met-by-evidence.ts"
import type { Requirement, Term } from "./requirement.ts"
import { shortestWay } from "./shortest-way.ts"
import type { Step, Steps } from "./steps.ts"
import type { Way } from "./way.ts"

/** A way on which a requirement does not hold. */
export interface Offence {
  readonly way: Way
  /** A branch that can take it, where others that match the way's pattern cannot. */
  readonly example: string | undefined
  /** A term of each alternative that nothing on the way has. */
  readonly missing: readonly Term[]
}

/** What requirements are held against. */
export interface Proving {
  readonly steps: Steps
  readonly metByBranch: MetByBranch
  readonly protected: readonly string[]
}

/**
 * The shortest way that ends with one of `last` and lacks what is required. An alternative does not hold where one of its
 * terms does not: for each choice of such terms, the steps that have one of them are taken out, and what is left is
 * searched from the end.
 */
export function findOffence(proving: Proving, last: readonly Step[], requirement: Requirement): Offence | undefined {
  const standards = { protected: proving.protected, overriders: requirement.overriders }
  let best: Offence | undefined
  for (const missing of choices(requirement.alternatives)) {
    const found = shortestWithout(proving, last, { missing, standards })
    if (found && (!best || found.way.steps.length < best.way.steps.length)) best = found
  }
  return best
}

interface Lack {
  readonly missing: readonly Term[]
  readonly standards: Standards
}

function shortestWithout(
  { steps, metByBranch }: Proving,
  last: readonly Step[],
  { missing, standards }: Lack,
): Offence | undefined {
  const onBranch: RefCondition = { any: missing.map(metByBranch) }
  const lacks = (step: Step) =>
    !step.evidence.some((evidence) => missing.some((term) => isMetBy(term, evidence, standards)))
  let example: string | undefined
  const way = shortestWay(steps, last, {
    mayTake: lacks,
    mayBegin: (branch) => {
      const matches = { matches: [branch] }
      const found = exampleRef({ all: [matches, { not: onBranch }] })
      const isSome = exampleRef({ all: [matches, onBranch] }).kind !== "none"
      example = found.kind === "found" && isSome ? found.ref : undefined
      return found.kind !== "none"
    },
  })
  return way && { way, example, missing }
}

/** One term of each alternative, in every combination. */
function choices(alternatives: Requirement["alternatives"]): readonly (readonly Term[])[] {
  return alternatives.reduce<readonly (readonly Term[])[]>(
    (chosen, terms) => chosen.flatMap((before) => terms.map((term) => [...before, term])),
    [[]],
  )
}
