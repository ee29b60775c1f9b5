import type { Step, Steps } from "./steps.ts"
import { type Trail, trailOf, wayOf } from "./trail.ts"
import type { Way } from "./way.ts"

/** Which ways are looked for. */
export interface WayFilter {
  readonly mayTake: (step: Step) => boolean
  /** Whether a way may begin with pushes of such branches. */
  readonly mayBegin: (branch: string) => boolean
}

/** The shortest way that ends with one of `last`, searched from there backward, breadth first. */
export function shortestWay(steps: Steps, last: readonly Step[], { mayTake, mayBegin }: WayFilter): Way | undefined {
  const queue: Trail[] = last.filter(mayTake).map((step) => trailOf(step, undefined))
  const visited = new Set(last.map(({ environment }) => environment))
  for (const trail of queue) {
    const { source } = trail.step
    if ("branch" in source) {
      if (mayBegin(source.branch)) return wayOf(source.branch, trail)
    } else if (!visited.has(source.environment)) {
      visited.add(source.environment)
      for (const step of steps.get(source.environment) ?? []) if (mayTake(step)) queue.push(trailOf(step, trail))
    }
  }
  return undefined
}
