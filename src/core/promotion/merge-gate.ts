import { type GateAnswer, met, notMet, waiting } from "./gate-answer.ts"
import type { MergeFact } from "./promotion-facts.ts"

/** Paths that a sentence names; it says how many more there are. */
const NAMED = 5

/**
 * `when: { branch: P }`: what P has built must be what was verified upstream. Where it is not, the image inputs differ: by
 * a conflict, by what P had besides. Whether the release is verified is for the gate `upstream` to say.
 */
export function mergeGate(branch: string, upstream: string, merge: MergeFact | null): GateAnswer {
  if (!merge?.isMerged) return waiting("merged", `it is not merged into ${branch} yet`)
  if (merge.differs === null) return met("merged", `merged into ${branch}`)
  const first = `merged into ${branch}, but not as it was verified in ${upstream}`
  if (merge.differs.length === 0) {
    return notMet("merged", `${first}: its images were built anew from the same inputs, and came out as others`)
  }
  const [named, more] = [merge.differs.slice(0, NAMED), merge.differs.length - NAMED]
  const rest = more > 0 ? ` and ${more} more` : ""
  return notMet("merged", `${first}: ${named.join(", ")}${rest} ${merge.differs.length === 1 ? "differs" : "differ"}`)
}
