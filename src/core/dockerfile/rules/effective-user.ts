import { expand, type Variables } from "../variables.ts"
import type { DockerfileView, Rule } from "./rule.ts"

const ROOT = new Set(["root", "0"])

/** The image runs as somebody else than root. */
export const effectiveUser: Rule = function* (view) {
  const { shipped, final, origin } = view
  const last = shipped.findLast(({ keyword }) => keyword === "USER")?.words[0]
  const suggestion = "add 'USER <name or number>' behind what needs root"
  if (!last) {
    // Images made for it say so in their names.
    if (/nonroot|rootless|unprivileged/.test(origin.base.text)) return
    const unless = origin.image === "scratch" ? "" : `, unless ${origin.base.text} says otherwise`
    yield { code: "user-root", message: `nothing sets a USER: it runs as root${unless}`, at: final.base.at, suggestion }
    return
  }
  const user = expand(last.text, variablesOf(view))?.split(":")[0]
  if (user === undefined || !ROOT.has(user)) return
  yield { code: "user-root", message: "it runs as root", at: last.at, suggestion }
}

function variablesOf({ shipped }: DockerfileView): Variables {
  const known = new Map<string, string | null>()
  for (const { name, value } of shipped.flatMap(({ variables }) => variables)) {
    known.set(name, value === null ? null : (expand(value, known) ?? null))
  }
  return known
}
