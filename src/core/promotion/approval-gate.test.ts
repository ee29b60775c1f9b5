import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { digestOf } from "../shared/digest.ts"
import { approvalGate } from "./approval-gate.ts"
import {
  approvalFact,
  byStranger,
  HOUR,
  NOW,
  sampleDefinition,
  sampleFacts,
  sampleRules,
  unreadable,
} from "./fixtures/sample-promotion.ts"
import type { GateState } from "./gate-answer.ts"
import type { ApprovalFact, PromotionFacts } from "./promotion-facts.ts"

const rules = sampleRules("production")
const yes = (approval: Partial<ApprovalFact>) => approvalFact(rules.hash, approval)
const from = (email: string) => ({ author: { email }, committer: { email } })

interface Case {
  readonly what: string
  readonly facts: Partial<PromotionFacts>
  readonly state: GateState
  readonly sentence: RegExp
  /** Who can still act. */
  readonly who?: readonly string[]
}

const cases: readonly Case[] = [
  { what: "nobody yet", facts: {}, state: "waiting", sentence: /approval of 2 with/, who: ["ada", "bob", "cleo"] },
  {
    what: "one of two",
    facts: { approvals: [yes({})] },
    state: "waiting",
    sentence: /the approval of 1 with role manager/,
    who: ["bob", "cleo"],
  },
  {
    what: "two people",
    facts: { approvals: [yes({}), yes({ person: "bob" })] },
    state: "met",
    sentence: /approved by ada and bob/,
  },
  {
    what: "the same person twice",
    facts: { approvals: [yes({}), yes({ at: NOW })] },
    state: "waiting",
    sentence: /approval of 1/,
    who: ["bob", "cleo"],
  },
  {
    what: "who wrote or committed anything that comes with it",
    facts: {
      approvals: [yes({}), yes({ person: "bob" }), yes({ person: "cleo" })],
      brought: { kind: "known", author: ["dana@example.com", "ADA@home.example"], committer: ["bob@example.com"] },
    },
    state: "waiting",
    sentence: /^needs 1 more with role manager, and only 0 may approve this release$/,
    who: [],
  },
  {
    what: "people, where nobody can tell who wrote it",
    facts: {
      approvals: [yes({}), yes({ person: "bob" })],
      brought: { kind: "unknown", why: "it brings more than 1000 commits" },
    },
    state: "errored",
    sentence: /^nobody can tell who wrote what it brings: it brings more than 1000 commits$/,
  },
  {
    what: "somebody without the role",
    facts: { approvals: [yes({}), yes({ person: "eve" })] },
    state: "waiting",
    sentence: /approval of 1/,
    who: ["bob", "cleo"],
  },
  {
    what: "of another gate",
    facts: { approvals: [yes({}), yes({ person: "bob", gate: "tested-by-hand" })] },
    state: "waiting",
    sentence: /approval of 1/,
    who: ["bob", "cleo"],
  },
  {
    what: "under other rules",
    facts: { approvals: [yes({}), yes({ person: "bob", rules: digestOf("before") })] },
    state: "waiting",
    sentence: /approval of 1/,
    who: ["bob", "cleo"],
  },
  {
    what: "too long ago",
    facts: { approvals: [yes({}), yes({ person: "bob", at: NOW - 48 * HOUR })] },
    state: "waiting",
    sentence: /approvals hold 48 h|approvals hold 2 d/,
    who: ["bob", "cleo"],
  },
  {
    what: "just in time",
    facts: { approvals: [yes({}), yes({ person: "bob", at: NOW - 48 * HOUR + 1 })] },
    state: "met",
    sentence: /ada and bob/,
  },
  {
    what: "by the author",
    facts: { ...from("bob@example.com"), approvals: [yes({}), yes({ person: "bob" })] },
    state: "waiting",
    sentence: /approval of 1/,
    who: ["cleo"],
  },
  {
    what: "by the author, under another address and case",
    facts: { ...from("ADA@HOME.example"), approvals: [yes({}), yes({ person: "bob" })] },
    state: "waiting",
    sentence: /approval of 1/,
    who: ["cleo"],
  },
  {
    what: "too few may approve at all",
    facts: { author: { email: "ada@example.com" }, committer: { email: "bob@example.com" }, approvals: [] },
    state: "waiting",
    sentence: /needs 2 more with role manager, and only 1 may/,
    who: ["cleo"],
  },
  {
    what: "a statement that cannot be read",
    facts: { approvals: [yes({}), yes({ person: "bob", proof: unreadable })] },
    state: "errored",
    sentence: /the approval of bob cannot be verified/,
  },
  {
    what: "signed by somebody whom trust does not name",
    facts: { approvals: [yes({}), yes({ person: "bob", proof: byStranger })] },
    state: "waiting",
    sentence: /approval of 1/,
    who: ["bob", "cleo"],
  },
]

describe("a gate that asks for two managers' approval, neither the author nor older than 48 h", () => {
  const { board } = sampleDefinition.gates
  assert(board?.approval?.count === 2)
  for (const { what, facts, state, sentence, who = [] } of cases) {
    it(`${what}: ${state}`, () => {
      const answer = approvalGate("board", board, rules, sampleFacts(facts))
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
      assert.deepEqual(answer.who, who)
    })
  }
})
