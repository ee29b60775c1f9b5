import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { AnalysisFindings } from "../evidence/analysis-findings.ts"
import { analysisGate } from "./analysis-gate.ts"
import { absent, byStranger, jobFact, sampleFacts, sampleRules, unreadable } from "./fixtures/sample-promotion.ts"
import type { GateState } from "./gate-answer.ts"
import type { AnalysisBase, JobFact } from "./promotion-facts.ts"

const findings = (errors: number): AnalysisFindings => ({ errors, warnings: 9, notes: 9, first: [] })
const lint = (errors: number, more: Partial<JobFact> = {}) =>
  jobFact({ job: "web:lint", findings: findings(errors), ...more })
const api = jobFact({ job: "api:lint", service: "api", findings: findings(1) })

const cases: readonly (readonly [what: string, jobs: readonly JobFact[], state: GateState, sentence: RegExp])[] = [
  ["few enough, all jobs together", [jobFact(), lint(1), api], "met", /found 2 errors \(at most 2\)$/],
  ["one too many, all jobs together", [lint(2), api], "failed", /found 3 errors \(at most 2; web:lint, api:lint\)$/],
  ["no report", [jobFact()], "failed", /no job that is defined as on the protected branch/],
  ["a report of a job that the commit brings", [lint(0, { definition: "new" })], "failed", /no job/],
  ["a report of a job that the commit changed", [lint(0, { definition: "changed" })], "failed", /no job/],
  ["a report signed by a stranger", [lint(0, { proof: byStranger })], "failed", /no job/],
  ["errors of a job that the commit brings", [lint(0), lint(3, { definition: "new" })], "failed", /found 3 errors/],
  ["errors that a stranger reports", [lint(0), lint(3, { proof: byStranger })], "failed", /found 3 errors/],
  ["a job that has not ended", [lint(0), jobFact({ proof: absent })], "waiting", /at most 2 errors/],
  ["a statement that cannot be read", [lint(0), jobFact({ proof: unreadable })], "errored", /evidence of web:unit/],
]

describe("the analysis gate", () => {
  for (const [what, jobs, state, sentence] of cases) {
    it(`${what}: ${state}`, () => {
      const answer = analysisGate("quality", { errors: 2 }, sampleRules("uat"), sampleFacts({ jobs }))
      assert.equal(answer.gate, "quality")
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
    })
  }
})

describe("the analysis gate on warnings", () => {
  const answer = (most: number) =>
    analysisGate("quality", { errors: 0, warnings: most }, sampleRules("uat"), sampleFacts({ jobs: [lint(0)] }))

  it("lets pass as many as allowed", () => {
    assert.equal(answer(9).sentence, "analysis found 0 errors (at most 0) and 9 warnings (at most 9)")
    assert.equal(answer(9).state, "met")
  })

  it("stops more", () => {
    assert.equal(answer(8).state, "failed")
    assert.match(answer(8).sentence, /9 warnings \(at most 8; web:lint\)$/)
  })
})

describe("the analysis gate on what is new", () => {
  const [old, fresh] = ["a".repeat(24), "b".repeat(24)]
  const known = (identities: Record<string, number>): AnalysisBase => {
    return { kind: "known", commit: "0123456789abcdef", identities }
  }
  const finding = { level: "warning", rule: "no-eval", file: "web/a.js", line: 3, message: "no" } as const
  const found = { ...findings(0), first: [{ ...finding, identity: fresh }], identities: { [old]: 2, [fresh]: 1 } }
  const job = lint(0, { findings: found })
  const bases: readonly (readonly [
    what: string,
    most: number,
    base: AnalysisBase,
    state: GateState,
    sentence: RegExp,
  ])[] = [
    ["none", 0, known({ [old]: 2, [fresh]: 1 }), "met", /found 0 that 0123456789ab does not have \(at most 0\)$/],
    ["fewer than before", 0, known({ [old]: 9, [fresh]: 9 }), "met", /found 0 that/],
    ["one", 0, known({ [old]: 2 }), "failed", /found 1 that 0123456789ab .*\(at most 0; no-eval in web\/a\.js:3\)$/],
    ["one that occurs once more", 0, known({ [old]: 1, [fresh]: 1 }), "failed", /found 1 that .* \(at most 0\)$/],
    ["as many as allowed", 3, known({}), "met", /found 3 that/],
    ["nothing to compare with", 0, { kind: "none", why: "uat runs nothing yet" }, "met", /as uat runs nothing yet$/],
    ["an unknown base", 0, { kind: "unknown", why: "it was never built" }, "errored", /is new: it was never built$/],
  ]
  for (const [what, most, analysisBase, state, sentence] of bases) {
    it(`${what}: ${state}`, () => {
      const facts = sampleFacts({ jobs: [job], analysisBase })
      const answer = analysisGate("quality", { new: most }, sampleRules("uat"), facts)
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
    })
  }

  it("findings that cannot be told apart: errored", () => {
    const facts = sampleFacts({ jobs: [lint(0)], analysisBase: known({}) })
    const answer = analysisGate("quality", { new: 9 }, sampleRules("uat"), facts)
    assert.equal(answer.state, "errored")
    assert.match(answer.sentence, /too many findings to compare/)
  })
})
