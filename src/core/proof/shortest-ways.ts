import type { Step, Steps } from "./steps.ts"
import type { Way } from "./way.ts"

/** Which ways are looked for. */
export interface WayFilter {
  readonly mayTake: (step: Step) => boolean
  /** Whether a way may begin with pushes of such branches. */
  readonly mayBegin: (branch: string) => boolean
}

/** The beginning of a way: a push, and the steps until now, the last one first. */
interface Begun {
  readonly branch: string
  readonly step: Step
  readonly before: Begun | undefined
  readonly length: number
}

/**
 * Follows all such ways at once, breadth first from the pushes, in time proportional to the steps. What it returns then
 * finds the shortest of them that ends with one of `last`.
 */
export function shortestWays(steps: Steps, filter: WayFilter): (last: readonly Step[]) => Way | undefined {
  const reached = reach([...steps.values()].flat(), filter)
  return (last) => {
    const ways = last.flatMap((step) => takeStep(step, filter, reached))
    const best = ways.reduce<Begun | undefined>(
      (one, other) => (one && one.length <= other.length ? one : other),
      undefined,
    )
    return best && wayOf(best)
  }
}

/** For each environment the shortest way into it. */
function reach(all: readonly Step[], filter: WayFilter): ReadonlyMap<string, Begun> {
  const onward = new Map<string, Step[]>()
  const reached = new Map<string, Begun>()
  const queue: Begun[] = []
  for (const step of all) {
    const { source } = step
    if ("environment" in source) group(onward, source.environment).push(step)
    else queue.push(...takeStep(step, filter, reached))
  }
  for (const begun of queue) {
    const { environment } = begun.step
    if (reached.has(environment)) continue
    reached.set(environment, begun)
    for (const step of onward.get(environment) ?? []) queue.push(...takeStep(step, filter, reached))
  }
  return reached
}

/** The way that goes on with a step; none where it may not. */
function takeStep(step: Step, { mayTake, mayBegin }: WayFilter, reached: ReadonlyMap<string, Begun>): Begun[] {
  const { source } = step
  if (!mayTake(step)) return []
  if ("branch" in source) {
    return mayBegin(source.branch) ? [{ branch: source.branch, step, before: undefined, length: 1 }] : []
  }
  const before = reached.get(source.environment)
  return before ? [{ branch: before.branch, step, before, length: before.length + 1 }] : []
}

function wayOf(last: Begun): Way {
  const steps: Step[] = []
  for (let at: Begun | undefined = last; at; at = at.before) steps.push(at.step)
  return { branch: last.branch, steps: steps.reverse() }
}

function group(groups: Map<string, Step[]>, name: string): Step[] {
  const found = groups.get(name) ?? []
  groups.set(name, found)
  return found
}
