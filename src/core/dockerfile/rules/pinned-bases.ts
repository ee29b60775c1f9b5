import type { Span } from "../../definition/problem.ts"
import { flagOf } from "../instruction.ts"
import type { Rule, RuleFinding } from "./rule.ts"

/** Each image that is taken from elsewhere is pinned by its digest. */
export const pinnedBases: Rule = function* ({ stages }) {
  const names = new Set(stages.flatMap(({ name }) => name ?? []))
  for (const { image, parent, base, instructions } of stages) {
    if (image !== undefined && parent === null && image !== "scratch") yield* findingOf(image, base.at)
    for (const instruction of instructions) {
      const from = flagOf(instruction, "from") ?? ""
      if (from === "" || /^\d+$/.test(from) || from.includes("$") || names.has(from.toLowerCase())) continue
      yield* findingOf(from, instruction.flags.find(({ name }) => name === "from")?.at ?? instruction.at)
    }
  }
}

function* findingOf(image: string, at: Span): Generator<RuleFinding> {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return
  const tag = /:([^:/]*)$/.exec(image)?.[1]
  if (tag === undefined || tag === "latest") {
    const message =
      tag === undefined ? `'${image}' has no tag, and so is the latest` : `'${image}' is another one tomorrow`
    const suggestion = `name a version, and its digest: ${image.replace(/:latest$/, "")}:<version>@sha256:...`
    yield { code: "base-latest", message, at, suggestion }
  } else {
    const message = `'${image}' is not pinned: its tag may move`
    yield { code: "base-unpinned", message, at, suggestion: `pin it: ${image}@sha256:...` }
  }
}
