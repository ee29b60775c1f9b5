import type { Step, Steps } from "./steps.ts"
import type { Way } from "./way.ts"

/** Which ways are looked for. */
export interface WayFilter {
  readonly mayTake: (step: Step) => boolean
  /** Whether a way may begin with pushes of such branches. */
  readonly mayBegin: (branch: string) => boolean
}

/** A step, and those that follow it to the end. */
interface Trail {
  readonly step: Step
  readonly next: Trail | undefined
}

/** The shortest way that ends with one of `last`, searched from there backward, breadth first. */
export function shortestWay(steps: Steps, last: readonly Step[], { mayTake, mayBegin }: WayFilter): Way | undefined {
  const queue: Trail[] = last.filter(mayTake).map((step) => ({ step, next: undefined }))
  const visited = new Set(last.map(({ environment }) => environment))
  for (const trail of queue) {
    const { source } = trail.step
    if ("branch" in source) {
      if (mayBegin(source.branch)) return { branch: source.branch, steps: [...stepsFrom(trail)] }
    } else if (!visited.has(source.environment)) {
      visited.add(source.environment)
      for (const step of steps.get(source.environment) ?? []) if (mayTake(step)) queue.push({ step, next: trail })
    }
  }
  return undefined
}

function* stepsFrom(trail: Trail): Generator<Step> {
  for (let at: Trail | undefined = trail; at; at = at.next) yield at.step
}
