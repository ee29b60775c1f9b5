import assert from "node:assert/strict"
import { it } from "node:test"
import fc from "fast-check"
import { digestOf } from "../shared/digest.ts"
import { approvalGate } from "./approval-gate.ts"
import {
  byServer,
  byStranger,
  HOUR,
  NOW,
  sampleDefinition,
  sampleFacts,
  sampleRules,
} from "./fixtures/sample-promotion.ts"
import type { ApprovalFact } from "./promotion-facts.ts"

const rules = sampleRules("production")
const people = ["ada", "bob", "cleo", "eve"] as const
const emails = { ada: "Ada@home.example", bob: "bob@example.com", cleo: "cleo@example.com", eve: "eve@example.com" }
const managers = ["ada", "bob", "cleo"]

/** What somebody may have done, the oldest first: yes or its revocation, on this gate or another, under these rules or others. */
const anyAct = fc.record({
  person: fc.constantFrom(...people),
  gate: fc.constantFrom("board", "tested-by-hand"),
  rules: fc.constantFrom(rules.hash, digestOf("other rules")),
  at: fc.integer({ min: NOW - 60 * HOUR, max: NOW }),
  isRevoked: fc.boolean(),
  proof: fc.constantFrom(byServer, byStranger),
})
const anyOf = fc.array(anyAct, { maxLength: 8 }).map((acts) => acts.toSorted((a, b) => a.at - b.at))

/** Said again in the plainest way: each manager's last word on this gate under these rules. */
function naiveApprovers(acts: readonly ApprovalFact[], author: string, committer: string): string[] {
  return managers.filter((person) => {
    if (person === author || person === committer) return false
    let isYes = false
    for (const act of acts) {
      if (act.person !== person || act.gate !== "board" || act.rules !== rules.hash) continue
      isYes = !act.isRevoked && act.proof === byServer && NOW - act.at < 48 * HOUR
    }
    return isYes
  })
}

it("two managers, neither author nor committer, whose last word under these rules is a yes of the last 48 h", () => {
  const { board } = sampleDefinition.gates
  assert(board)
  fc.assert(
    fc.property(anyOf, fc.constantFrom(...people), fc.constantFrom(...people), (approvals, author, committer) => {
      const facts = sampleFacts({
        approvals,
        author: { email: emails[author] },
        committer: { email: emails[committer] },
      })
      const answer = approvalGate("board", board, rules, facts)
      const approvers = naiveApprovers(approvals, author, committer)
      assert.equal(answer.state, approvers.length >= 2 ? "met" : "waiting")
      const open = managers.filter((one) => one !== author && one !== committer && !approvers.includes(one))
      assert.deepEqual(answer.who, approvers.length >= 2 ? [] : open)
    }),
    { numRuns: 1000 },
  )
})
