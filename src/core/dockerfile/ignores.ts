import { didYouMean } from "../definition/nearest.ts"
import type { Problem } from "../definition/problem.ts"
import { type DockerfileRule, dockerfileRules } from "../definition/schema/policy-schema.ts"
import type { DockerfileCode } from "./dockerfile-texts.ts"
import type { Instruction, Word } from "./instruction.ts"

/** `# slipway-ignore user-root, ports-many: the base gives up its rights itself`, above an instruction. */
export interface Ignore {
  readonly rules: ReadonlySet<DockerfileRule>
  readonly comment: Word
  /** What it stands above; undefined: nothing. */
  readonly target: Instruction | undefined
}

type DockerfileProblem = Problem<DockerfileCode>

const FORM = /^slipway-ignore\b\s*([^:]*?)\s*(?::\s*(.*))?$/s

/** Reads comments that ask to overlook something. Those without a reason, or with a code that does not exist, count for nothing. */
export function readIgnores(
  comments: readonly Word[],
  instructions: readonly Instruction[],
  report: (problem: DockerfileProblem) => void,
): readonly Ignore[] {
  return comments.flatMap((comment) => {
    const match = FORM.exec(comment.text)
    if (!match) return []
    const names = (match[1] ?? "").split(/[\s,]+/).filter((name) => name !== "")
    const unknown = names.find((name) => !Object.hasOwn(dockerfileRules, name))
    if (names.length === 0 || unknown !== undefined || !match[2]?.trim()) {
      report(unfounded(comment, unknown))
      return []
    }
    const target = instructions.find(({ whole }) => whole.end > comment.at.start)
    return [{ rules: new Set(names as DockerfileRule[]), comment, target }]
  })
}

function unfounded(comment: Word, unknown: string | undefined): DockerfileProblem {
  const at = { at: comment.at, code: "ignore-unfounded", severity: "warning" } as const
  if (unknown === undefined) {
    const suggestion = "write: # slipway-ignore <code>: <why it is right here>"
    return { ...at, message: "this asks to overlook something without saying why, and is not obeyed", suggestion }
  }
  const suggestion = () => didYouMean(unknown, Object.keys(dockerfileRules)) ?? "`slipway explain` lists all codes"
  return { ...at, message: `there is no rule '${unknown}' to ignore`, suggestion }
}
