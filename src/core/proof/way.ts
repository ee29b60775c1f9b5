import type { Step } from "./steps.ts"

/** How a release reaches an environment: a push, and the environments that it then passes. */
export interface Way {
  /** Pattern of the branches that are pushed, as the definition has it. */
  readonly branch: string
  /** In the order in which they are taken; the first one's source is the push. */
  readonly steps: readonly Step[]
}

/** `push to main → uat → staging`; with an example where only some branches of the pattern are meant. */
export function wayText({ branch, steps }: Way, example?: string): string {
  const such = example === undefined ? "" : ` (such as ${example})`
  return [`push to ${branch}${such}`, ...steps.map(({ environment }) => environment)].join(" → ")
}
