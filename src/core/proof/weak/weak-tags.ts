import { quote } from "../../definition/quote.ts"
import { type PatternPart, patternParts } from "../../shared/pattern-automaton.ts"
import type { WeaknessRule } from "../weakness.ts"

const digit: PatternPart = { accepts: (character) => /^[0-9]$/.test(character), repeats: false, characters: "10" }
const number: readonly PatternPart[] = [digit, { ...digit, repeats: true }]
const release = [...patternParts("v"), ...number, ...patternParts("."), ...number, ...patternParts("."), ...number]
const candidate = [...release, ...patternParts("-rc."), ...number]

/** Patterns of tags that no version has, or that candidates and releases both have. */
export const weakTags: WeaknessRule = function* (_, steps, find) {
  for (const { environment, wayIn, when } of [...steps.values()].flat()) {
    if (when?.kind !== "tag" || when.tag === "candidate" || when.tag === "release") continue
    const pattern = { matches: [when.tag] }
    const asCandidate = find({ all: [pattern, { matches: [candidate] }] })
    const asRelease = find({ all: [pattern, { matches: [release] }] })
    const path = ["environments", environment, "from", wayIn, "when", "tag"]
    if (asCandidate.kind === "found" && asRelease.kind === "found") {
      const message = `${asCandidate.ref} matches ${quote(when.tag)} too, and is only a release candidate`
      const suggestion = "write 'release' or 'candidate'"
      yield { code: "tag-takes-candidates", severity: "warning", message, path, on: "value", suggestion }
    }
    if (asCandidate.kind === "none" && asRelease.kind === "none") {
      const message = `no release is ever called ${quote(when.tag)}: names are v1.2.3 and v1.2.3-rc.4`
      const suggestion = "write 'release' or 'candidate'"
      yield { code: "tag-never-fits", severity: "warning", message, path, on: "value", suggestion }
    }
  }
}
