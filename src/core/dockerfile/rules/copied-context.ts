import { flagOf, type Instruction } from "../instruction.ts"
import type { Rule } from "./rule.ts"

/** What is copied from the context is limited by a `.dockerignore`. */
export const copiedContext: Rule = function* ({ stages, hasIgnoreFile }) {
  const first = stages.flatMap(({ instructions }) => instructions).find(copiesContext)
  if (hasIgnoreFile || !first) return
  const message = "files of the context are copied, and there is no .dockerignore"
  const suggestion = "add one, with what never belongs into an image: tests, notes, .env"
  yield { code: "dockerignore-missing", message, at: first.at, suggestion }
}

function copiesContext(instruction: Instruction): boolean {
  if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") return false
  if (flagOf(instruction, "from") !== undefined) return false
  return instruction.words.slice(0, -1).some(({ text }) => !/^(https?:|git@|<<)/.test(text))
}
