import type { Span } from "../../definition/problem.ts"
import type { DockerfileRule } from "../../definition/schema/policy-schema.ts"
import type { Instruction } from "../instruction.ts"
import type { ShellCommand } from "../shell-commands.ts"
import type { Stage } from "../stages.ts"

/** A Dockerfile as rules see it. */
export interface DockerfileView {
  readonly instructions: readonly Instruction[]
  readonly stages: readonly Stage[]
  /** The stage that is the image. */
  readonly final: Stage
  /** Instructions whose result is in the image: those of its stage and of the stages that it starts from, in order. */
  readonly shipped: readonly Instruction[]
  /** Where all of them start from, as written. */
  readonly origin: Stage
  readonly commandsOf: (run: Instruction) => readonly ShellCommand[]
  /** Whether a file says what the context leaves out. */
  readonly hasIgnoreFile: boolean
}

/** Something that a rule has found. */
export interface RuleFinding {
  readonly code: DockerfileRule
  readonly message: string
  readonly at: Span
  readonly suggestion: string
}

export type Rule = (view: DockerfileView) => Iterable<RuleFinding>

/** A command as one line. */
export function lineOf({ words }: ShellCommand): string {
  return words.map(({ text }) => text).join(" ")
}
