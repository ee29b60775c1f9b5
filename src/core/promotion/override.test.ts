import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { digestOf } from "../shared/digest.ts"
import { effectiveRules } from "./effective-rules.ts"
import { evaluateGates } from "./evaluate-gates.ts"
import {
  byServer,
  byStranger,
  HOUR,
  NOW,
  sampleDefinition,
  sampleFacts,
  unreadable,
} from "./fixtures/sample-promotion.ts"
import type { GateAnswer, GateState } from "./gate-answer.ts"
import type { OverrideFact, PromotionFacts } from "./promotion-facts.ts"

/** The sample's way into uat, with gates that managers (or nobody) may override. */
const CLOSED = { window: { timezone: "UTC", allow: "Mon 09:00-10:00" } }
const definition = definitionSchema.parse({
  version: 1,
  project: "shop",
  people: sampleDefinition.people,
  targets: { here: { kind: "process" } },
  services: {},
  gates: {
    hours: { ...CLOSED, override: { role: "manager", exclude: ["author"] }, expires: "48h" },
    strict: CLOSED,
    quality: { coverage: { lines: 95 }, override: { role: "manager" } },
    "quality-or-not": { coverage: { lines: 80 }, override: { role: "manager", errored: true } },
  },
  environments: {
    uat: { from: { branch: "main" }, target: "here", gates: ["hours", "strict", "quality", "quality-or-not"] },
  },
})
const rules = effectiveRules(definition, "uat", 0)
assert(rules)

const override = (fact: Partial<OverrideFact>): OverrideFact => ({
  gate: "hours",
  person: "bob",
  rules: rules.hash,
  at: NOW - HOUR,
  reason: "orders fail",
  instead: "waiting",
  proof: byServer,
  ...fact,
})

function answerOf(gate: string, facts: Partial<PromotionFacts>): GateAnswer {
  assert(rules)
  const answer = evaluateGates(rules, sampleFacts(facts)).find((one) => one.gate === gate)
  assert(answer, gate)
  return answer
}

describe("an override", () => {
  interface Case {
    readonly what: string
    readonly gate?: string
    readonly facts: Partial<PromotionFacts>
    readonly state: GateState
  }
  const jobs = [{ ...sampleFacts().jobs[0], proof: unreadable }] as PromotionFacts["jobs"]
  const cases: readonly Case[] = [
    { what: "by somebody with the role", facts: { overrides: [override({})] }, state: "met" },
    { what: "nobody's", facts: {}, state: "waiting" },
    {
      what: "of a gate that nobody may override",
      gate: "strict",
      facts: { overrides: [override({ gate: "strict" })] },
      state: "waiting",
    },
    { what: "of another gate", facts: { overrides: [override({ gate: "quality" })] }, state: "waiting" },
    { what: "by somebody without the role", facts: { overrides: [override({ person: "eve" })] }, state: "waiting" },
    {
      what: "by the author",
      facts: { author: { email: "bob@example.com" }, overrides: [override({})] },
      state: "waiting",
    },
    { what: "under other rules", facts: { overrides: [override({ rules: digestOf("before") })] }, state: "waiting" },
    { what: "too long ago", facts: { overrides: [override({ at: NOW - 48 * HOUR })] }, state: "waiting" },
    { what: "signed by a stranger", facts: { overrides: [override({ proof: byStranger })] }, state: "waiting" },
    { what: "that cannot be read", facts: { overrides: [override({ proof: unreadable })] }, state: "errored" },
    {
      what: "that was taken back",
      facts: { overrides: [override({}), override({ isRevoked: true })] },
      state: "waiting",
    },
    {
      what: "that was taken back by somebody else",
      facts: { overrides: [override({}), override({ person: "cleo", isRevoked: true })] },
      state: "met",
    },
    {
      what: "given again after it was taken back",
      facts: { overrides: [override({ isRevoked: true }), override({})] },
      state: "met",
    },
    {
      what: "that was taken back by what cannot be read",
      facts: { overrides: [override({}), override({ isRevoked: true, proof: unreadable })] },
      state: "waiting",
    },
    {
      what: "that can be read, before one that cannot",
      facts: { overrides: [override({}), override({ person: "cleo", proof: unreadable })] },
      state: "met",
    },
    {
      what: "of a gate that waited, once it has failed",
      gate: "quality",
      facts: { overrides: [override({ gate: "quality" })] },
      state: "failed",
    },
    {
      what: "of a gate that has failed",
      gate: "quality",
      facts: { overrides: [override({ gate: "quality", instead: "failed" })] },
      state: "met",
    },
    {
      what: "of a gate that nobody can tell about",
      gate: "quality",
      facts: { jobs, overrides: [override({ gate: "quality", instead: "errored" })] },
      state: "errored",
    },
    {
      what: "of such a gate where the definition allows that",
      gate: "quality-or-not",
      facts: { jobs, overrides: [override({ gate: "quality-or-not", instead: "errored" })] },
      state: "met",
    },
    {
      what: "there, given before nobody could tell",
      gate: "quality-or-not",
      facts: { jobs, overrides: [override({ gate: "quality-or-not", instead: "failed" })] },
      state: "errored",
    },
    {
      what: "of the checks, which no definition can allow",
      gate: "checks",
      facts: { jobs, overrides: [override({ gate: "checks", instead: "errored" })] },
      state: "errored",
    },
  ]
  for (const { what, gate = "hours", facts, state } of cases) {
    it(`${what}: ${state}`, () => assert.equal(answerOf(gate, facts).state, state))
  }

  it("says who, why, and what it was given against", () => {
    const evidence = { statement: digestOf("override"), signer: "server", at: NOW }
    const answer = answerOf("hours", { overrides: [override({ proof: { ...byServer, evidence } })] })
    assert.equal(answer.sentence, "overridden by bob: orders fail (it is closed until Mon 2026-01-19 09:00 UTC)")
    assert.deepEqual(answer.override, { person: "bob", reason: "orders fail", instead: "waiting" })
    assert.deepEqual(answer.evidence, [evidence])
  })

  it("leaves alone what is met", () => {
    const answer = answerOf("quality-or-not", { overrides: [override({ gate: "quality-or-not" })] })
    assert.equal(answer.override, undefined)
  })
})
