import { type Example, exampleRef, type RefCondition } from "../shared/example-ref.ts"

/** What all examples of one proof may cost together; twice what a thousand environments with a rule each take. */
const MOST_STEPS = 400_000

/** Looks for branches that meet a condition. */
export type FindExample = (condition: RefCondition) => Example

/** A definition may come from anybody who pushes: once too much was searched for it, everything is unknown. */
export function boundedSearch(): FindExample {
  let left = MOST_STEPS
  return (condition) => {
    if (left <= 0) return { kind: "unknown" }
    const { steps, ...example } = exampleRef(condition)
    left -= steps
    return example
  }
}
