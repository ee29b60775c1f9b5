import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { EffectiveRules } from "./effective-rules.ts"
import { evaluateGates } from "./evaluate-gates.ts"
import {
  absent,
  byStranger,
  sampleDefinition,
  sampleFacts,
  sampleRules,
  unreadable,
  upstreamFact,
} from "./fixtures/sample-promotion.ts"
import { allMet, type GateState } from "./gate-answer.ts"
import type { MergeFact, PromotionFacts, UpstreamFact } from "./promotion-facts.ts"
import { unprovenFacts } from "./unproven-facts.ts"

function states(template: string, facts: Partial<PromotionFacts>, wayIn = 0): Record<string, GateState> {
  const answers = evaluateGates(sampleRules(template, wayIn), sampleFacts(facts))
  return Object.fromEntries(answers.map(({ gate, state }) => [gate, state]))
}

function mergeRules(): EffectiveRules {
  return { ...sampleRules("staging"), wayIn: { environment: "uat", when: { kind: "branch", branch: "main" } } }
}

describe("all gates of a way in", () => {
  it("are the checks alone where nothing else is asked for", () => {
    assert.deepEqual(states("preview", {}), { checks: "met" })
  })
  it("are the environment's", () => assert.deepEqual(states("uat", {}), { checks: "met", quality: "met" }))
  it("are the way in's own where it has some", () => {
    assert.deepEqual(states("production", {}, 1), { checks: "met", board: "waiting" })
  })
  it("each answers, whatever the others say", () => {
    const facts = { jobs: [], upstream: upstreamFact({ status: "failed" }) }
    assert.deepEqual(states("production", facts), {
      checks: "met",
      upstream: "failed",
      requested: "waiting",
      board: "waiting",
      quality: "failed",
    })
  })
})

describe("a release that comes from another environment", () => {
  const cases: readonly (readonly [what: string, upstream: UpstreamFact | null, state: GateState])[] = [
    ["verified there", upstreamFact(), "met"],
    ["never there", null, "waiting"],
    ["not verified yet", upstreamFact({ proof: absent, status: null }), "waiting"],
    ["failed there", upstreamFact({ status: "failed" }), "failed"],
    ["canceled there", upstreamFact({ status: "canceled" }), "failed"],
    ["nobody can tell", upstreamFact({ status: "errored" }), "errored"],
    ["its statement cannot be read", upstreamFact({ proof: unreadable, status: null }), "errored"],
    ["a stranger says so", upstreamFact({ proof: byStranger }), "failed"],
    ["verified beside a mock", upstreamFact({ mocks: ["crm"] }), "waiting"],
    ["failed beside a mock", upstreamFact({ mocks: ["crm"], status: "failed" }), "waiting"],
  ]
  for (const [what, upstream, state] of cases) {
    it(`${what}: ${state}`, () => assert.equal(states("staging", { upstream }).upstream, state))
  }
})

describe("a release that was verified beside mocks, where that is accepted", () => {
  const rules = sampleRules("staging")
  const accepting: EffectiveRules = {
    ...rules,
    wayIn: { environment: "uat", when: { kind: "verified" }, mocked: "accepted" },
  }
  const cases = [
    ["succeeded", "met"],
    ["failed", "failed"],
    ["errored", "errored"],
  ] as const
  for (const [status, state] of cases) {
    it(`${status}: ${state}`, () => {
      const upstream = upstreamFact({ mocks: ["crm"], status })
      const answers = evaluateGates(accepting, sampleFacts({ upstream }))
      assert.equal(answers.find(({ gate }) => gate === "upstream")?.state, state)
    })
  }
})

describe("a way in that waits for a version", () => {
  const cases: readonly (readonly [names: PromotionFacts["names"], state: GateState])[] = [
    [[], "waiting"],
    [[{ name: "v1.2.0", kind: "release" }], "waiting"],
    [[{ name: "v1.2.0-rc.1", kind: "candidate" }], "met"],
  ]
  for (const [names, state] of cases) {
    const title = names.map(({ name }) => name).join() || "no name"
    it(`${title}: ${state}`, () => assert.equal(states("staging", { names }).named, state))
  }
})

describe("a way in that waits for a merge", () => {
  const rules = mergeRules()
  const cases: readonly (readonly [merge: MergeFact | null, state: GateState, sentence: string])[] = [
    [null, "waiting", "it is not merged into main yet"],
    [{ isMerged: false, differs: null }, "waiting", "it is not merged into main yet"],
    [{ isMerged: true, differs: null }, "met", "merged into main"],
    [
      { isMerged: true, differs: ["web/a.ts"] },
      "failed",
      "merged into main, but not as it was verified in uat: web/a.ts differs",
    ],
    [
      { isMerged: true, differs: ["a", "b", "c", "d", "e", "f", "g"] },
      "failed",
      "merged into main, but not as it was verified in uat: a, b, c, d, e and 2 more differ",
    ],
    [
      { isMerged: true, differs: [] },
      "failed",
      "merged into main, but not as it was verified in uat: its images were built anew from the same inputs, and came out as others",
    ],
  ]
  for (const [merge, state, sentence] of cases) {
    it(`${sentence}: ${state}`, () => {
      const answer = evaluateGates(rules, sampleFacts({ merge, upstream: upstreamFact() })).find(
        ({ gate }) => gate === "merged",
      )
      assert.deepEqual([answer?.state, answer?.sentence], [state, sentence])
    })
  }
})

describe("a way in that a person must ask for", () => {
  it("waits for somebody", () => assert.equal(states("production", {}).requested, "waiting"))
  it("opens for whoever asks", () => assert.equal(states("production", { requestedBy: "ada" }).requested, "met"))
})

describe("a release that nobody has built yet", () => {
  const unproven = unprovenFacts({
    definition: sampleDefinition,
    plan: { jobs: [] },
    commit: "c".repeat(40),
    author: { email: "dana@example.com" },
    committer: { email: "dana@example.com" },
    upstream: "staging",
    names: [],
    now: 0,
  })
  for (const template of Object.keys(sampleDefinition.environments)) {
    it(`does not enter ${template}`, () => {
      const answers = evaluateGates(sampleRules(template), unproven)
      assert.equal(allMet(answers), false)
      assert.deepEqual(
        answers.filter(({ state }) => state === "errored"),
        [],
      )
    })
  }
})
