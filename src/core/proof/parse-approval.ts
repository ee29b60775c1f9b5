import { parseDuration } from "../shared/duration.ts"
import type { Fault, ParsedTerm } from "./requirement.ts"

const FORM = /^([a-z][a-z0-9-]*)(?:\s+x(\d{1,2}))?(?:\s+excluding\s+(\w+(?:\s*,\s*\w+)*))?(?:\s+within\s+(\S+))?$/
const WRONG =
  "an approval is written approval:<role> x2 excluding author, committer within 48h, all but the role if wanted"

/** Reads what stands behind `approval:`. */
export function parseApproval(argument: string): ParsedTerm {
  const match = FORM.exec(argument)
  if (!match) return wrong({ message: WRONG })
  const [, role = "", count = "1", excluded = "", within] = match
  const exclude: ("author" | "committer")[] = []
  for (const who of excluded.split(",").map((one) => one.trim())) {
    if (who === "") continue
    if (who !== "author" && who !== "committer") {
      return wrong({ message: `'${who}' cannot be excluded`, suggestion: "author and committer can" })
    }
    exclude.push(who)
  }
  const time = within === undefined ? null : parseDuration(within)
  if (time === undefined) return wrong({ message: `'${within}' is no duration`, suggestion: "write 30m, 48h or 7d" })
  return { kind: "approval", role, count: Number(count), exclude, within: time }
}

function wrong(fault: Fault): ParsedTerm {
  return { kind: "fault", fault }
}
