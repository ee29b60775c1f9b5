import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { AnalysisFindings } from "../evidence/analysis-findings.ts"
import { analysisGate } from "./analysis-gate.ts"
import { absent, byStranger, jobFact, sampleFacts, sampleRules, unreadable } from "./fixtures/sample-promotion.ts"
import type { GateState } from "./gate-answer.ts"
import type { JobFact } from "./promotion-facts.ts"

const findings = (errors: number): AnalysisFindings => ({ errors, warnings: 9, notes: 9, first: [] })
const lint = (errors: number, more: Partial<JobFact> = {}) =>
  jobFact({ job: "web:lint", findings: findings(errors), ...more })
const api = jobFact({ job: "api:lint", service: "api", findings: findings(1) })

const cases: readonly (readonly [what: string, jobs: readonly JobFact[], state: GateState, sentence: RegExp])[] = [
  ["few enough, all jobs together", [jobFact(), lint(1), api], "met", /found 2 errors; 2 are allowed/],
  ["one too many, all jobs together", [lint(2), api], "failed", /found 3 errors \(web:lint, api:lint\), 2 are allowed/],
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
      const answer = analysisGate("quality", 2, sampleRules("uat"), sampleFacts({ jobs }))
      assert.equal(answer.gate, "quality")
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
    })
  }
})
