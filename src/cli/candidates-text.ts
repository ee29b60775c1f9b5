import type { Candidate, Candidates } from "../app/server/list-candidates.ts"
import { shortDigest } from "../core/shared/digest.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"

/** What could enter an environment next, for people. */
export function candidatesText({ environment, candidates }: Candidates): string {
  if (candidates.length === 0) return `nothing could enter ${environment} now\n`
  const head = ["RELEASE", "NAMES", "COMMIT", "AUTHOR", "SUBJECT", "WHY"]
  return `${tableLines([head, ...candidates.map(rowOf)]).join("\n")}\n`
}

function rowOf({ release, names, commit, author, subject, sources, promotion, rejected }: Candidate): string[] {
  const why = [
    ...(promotion ? [`promotion ${promotion.id} ${promotion.state === "waiting" ? "waits" : "is deploying"}`] : []),
    ...sources,
    ...(rejected ? [`rejected by ${rejected.person}: ${rejected.reason}`] : []),
  ]
  return [shortDigest(release), names.join(", "), commit.slice(0, 12), author, subject, why.join("; ")].map(harmless)
}
