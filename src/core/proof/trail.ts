import type { Step } from "./steps.ts"
import type { Way } from "./way.ts"

/** The end of a way that is searched backward: a step, and those that follow it. */
export interface Trail {
  readonly step: Step
  readonly next: Trail | undefined
  /** How many steps it has. */
  readonly length: number
}

export function trailOf(step: Step, next: Trail | undefined): Trail {
  return { step, next, length: (next?.length ?? 0) + 1 }
}

/** The way that begins with a push of such a branch and goes on so. */
export function wayOf(branch: string, trail: Trail): Way {
  const steps: Step[] = []
  for (let at: Trail | undefined = trail; at; at = at.next) steps.push(at.step)
  return { branch, steps }
}
