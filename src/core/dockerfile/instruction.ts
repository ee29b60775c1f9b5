import type { Span } from "../definition/problem.ts"

/** A word, and where it stands in the text. */
export interface Word {
  readonly text: string
  readonly at: Span
}

/** `--from=build`. */
export interface Flag {
  /** Without the dashes. */
  readonly name: string
  readonly value: string
  readonly at: Span
}

/** What `ENV` and `ARG` set. */
export interface Variable {
  readonly name: string
  /** Null: none is given. */
  readonly value: string | null
  readonly at: Span
}

/** One instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals. */
  readonly keyword: string
  /** The keyword alone. */
  readonly at: Span
  /** All of it, heredocs included. */
  readonly whole: Span
  readonly flags: readonly Flag[]
  /** What stands behind keyword and flags, as written. */
  readonly rest: Span
  /** What stands there word by word; of a JSON list its texts. */
  readonly words: readonly Word[]
  readonly isJson: boolean
  /** Of ENV and ARG. */
  readonly variables: readonly Variable[]
}

/** The value of a flag, if it is there. */
export function flagOf({ flags }: Instruction, name: string): string | undefined {
  return flags.find((flag) => flag.name === name)?.value
}
