import type { Example, RefCondition } from "../shared/example-ref.ts"
import type { FindExample } from "./example-search.ts"
import type { MetByBranch } from "./met-by-branch.ts"
import { isMetBy, type Standards } from "./met-by-evidence.ts"
import type { Requirement, Term } from "./requirement.ts"
import { shortestWays } from "./shortest-ways.ts"
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
  readonly find: FindExample
  readonly metByBranch: MetByBranch
  readonly protected: readonly string[]
}

/** Finds the shortest way that ends with one of these steps and lacks what is required. */
export type FindOffence = (last: readonly Step[]) => Offence | undefined

/**
 * An alternative does not hold where one of its terms does not: for each choice of such terms, the steps that have one of
 * them are taken out, and ways are searched in what is left.
 */
export function offenceFinder(proving: Proving, requirement: Requirement): FindOffence {
  const standards = { protected: proving.protected, overriders: requirement.overriders }
  const finders = choices(requirement.alternatives).map((missing) => finderOf(proving, { missing, standards }))
  return (last) => {
    let best: Offence | undefined
    for (const find of finders) {
      const found = find(last)
      if (found && (!best || found.way.steps.length < best.way.steps.length)) best = found
    }
    return best
  }
}

interface Lack {
  readonly missing: readonly Term[]
  readonly standards: Standards
}

function finderOf({ steps, metByBranch, find: findExample }: Proving, { missing, standards }: Lack): FindOffence {
  const onBranch: RefCondition = { any: missing.map(metByBranch) }
  const lacks = (step: Step) =>
    !step.evidence.some((evidence) => missing.some((term) => isMetBy(term, evidence, standards)))
  const examples = new Map<string, Example>()
  const exampleOf = (branch: string) => {
    const example = examples.get(branch) ?? findExample({ all: [{ matches: [branch] }, { not: onBranch }] })
    examples.set(branch, example)
    return example
  }
  const find = shortestWays(steps, { mayTake: lacks, mayBegin: (branch) => exampleOf(branch).kind !== "none" })
  return (last) => {
    const way = find(last)
    if (!way) return undefined
    const found = exampleOf(way.branch)
    const isSome = findExample({ all: [{ matches: [way.branch] }, onBranch] }).kind !== "none"
    return { way, example: found.kind === "found" && isSome ? found.ref : undefined, missing }
  }
}

/** One term of each alternative, in every combination. */
function choices(alternatives: Requirement["alternatives"]): readonly (readonly Term[])[] {
  return alternatives.reduce<readonly (readonly Term[])[]>(
    (chosen, terms) => chosen.flatMap((before) => terms.map((term) => [...before, term])),
    [[]],
  )
}
