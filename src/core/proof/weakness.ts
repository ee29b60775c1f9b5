import type { Finding } from "../definition/cross/finding.ts"
import type { Span } from "../definition/problem.ts"
import type { Definition } from "../definition/schema/definition-schema.ts"
import type { FindExample } from "./example-search.ts"
import type { Steps } from "./steps.ts"

/** Something that the definition allows and should not; where, as a path of the parsed definition. */
export interface Weakness extends Finding {
  /** Which part of the text there, where it is a requirement. */
  readonly part?: Span
}

/** One way to look for weaknesses. */
export type WeaknessRule = (definition: Definition, steps: Steps, find: FindExample) => Iterable<Weakness>
