import type { Word } from "../instruction.ts"
import type { Rule } from "./rule.ts"

/** A service listens on one port. */
export const exposedPorts: Rule = function* ({ shipped }) {
  const words = shipped.flatMap(({ keyword, words }) => (keyword === "EXPOSE" ? words : []))
  const [first] = words
  const another = words.find((word) => isSeveral(word) || portOf(word) !== portOf(first ?? word))
  if (!another) return
  const message = "it exposes more than one port, and a service has one"
  const suggestion = "expose the one of `run.port`, and split what answers on others into services"
  yield { code: "ports-many", message, at: another.at, suggestion }
}

/** The same port over TCP and UDP is one. */
function portOf({ text }: Word): string {
  return /^[^/-]*/.exec(text)?.[0] ?? ""
}

function isSeveral({ text }: Word): boolean {
  const [, from, to] = /^(\d+)-(\d+)/.exec(text) ?? []
  return from !== to
}
