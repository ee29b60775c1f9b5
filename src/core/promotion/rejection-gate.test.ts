import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { evaluateGates } from "./evaluate-gates.ts"
import { byServer, byStranger, NOW, sampleFacts, sampleRules, unreadable } from "./fixtures/sample-promotion.ts"
import type { RejectionFact } from "./promotion-facts.ts"

const rules = sampleRules("uat")
const rejection: RejectionFact = { person: "bob", reason: "orders are lost", isLifted: false, at: NOW, proof: byServer }

/** What stands about it among the answers; undefined where nothing does. */
function answerTo(fact: RejectionFact | null) {
  return evaluateGates(rules, sampleFacts({ rejection: fact })).find(({ gate }) => gate === "rejected")
}

describe("a release that somebody has rejected", () => {
  const cases: readonly (readonly [what: string, fact: Partial<RejectionFact>, state: string, sentence: RegExp])[] = [
    ["enters nowhere", {}, "failed", /^by bob: orders are lost$/],
    ["is barred whoever signed that", { proof: byStranger }, "failed", /^by bob: orders are lost$/],
    [
      "is barred if the statement is gone",
      { proof: unreadable },
      "errored",
      /^what bob said of it cannot be read: its/,
    ],
    ["may enter again when that is taken back", { isLifted: true }, "met", /^no longer: bob took that back: orders/],
    ["but not on a stranger's word", { isLifted: true, proof: byStranger }, "failed", /^by bob/],
  ]
  for (const [what, fact, state, sentence] of cases) {
    it(what, () => {
      const answer = answerTo({ ...rejection, ...fact })
      assert.equal(answer?.state, state)
      assert.match(answer?.sentence ?? "", sentence)
    })
  }

  it("is asked about only where somebody has", () => assert.equal(answerTo(null), undefined))
})
