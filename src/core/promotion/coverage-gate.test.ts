import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { coverageGate } from "./coverage-gate.ts"
import { absent, byStranger, jobFact, sampleFacts, sampleRules, unreadable } from "./fixtures/sample-promotion.ts"
import type { GateState } from "./gate-answer.ts"
import type { JobFact } from "./promotion-facts.ts"

const api = jobFact({ job: "api:unit", service: "api" })
const covering = (covered: number, total = 100) => jobFact({ coverage: { covered, total } })

const cases: readonly (readonly [what: string, jobs: readonly JobFact[], state: GateState, sentence: RegExp])[] = [
  ["enough everywhere", [jobFact(), api], "met", /every service is at least 80 %/],
  ["exactly enough", [covering(80), api], "met", /at least 80/],
  ["a little too low", [covering(799, 1000), api], "failed", /web: line coverage 79\.9 % is below the required 80 %/],
  ["nothing to cover", [covering(0, 0), api], "failed", /web: line coverage 0\.0 %/],
  ["a service without a job", [api], "failed", /web reports no line coverage/],
  ["a job without a report", [jobFact({ coverage: null }), api], "failed", /web reports no line coverage/],
  ["the best of several jobs counts", [covering(10), { ...covering(90), job: "web:component" }, api], "met", /80/],
  ["coverage of another service", [jobFact({ service: "api" }), api], "failed", /web reports no/],
  ["coverage of no service at all", [jobFact({ service: null }), api], "failed", /web reports no/],
  ["of a job that failed", [jobFact({ status: "failed" }), api], "failed", /web reports no/],
  ["signed by a stranger", [jobFact({ proof: byStranger }), api], "failed", /web reports no/],
  ["of a job that the commit changed", [jobFact({ definition: "changed" }), api], "failed", /does not count/],
  ["of a job that the commit brings", [jobFact({ definition: "new" }), api], "failed", /does not count/],
  [
    "a changed job cannot raise what the reviewed one says",
    [covering(50), jobFact({ job: "web:more", definition: "new" }), api],
    "failed",
    /50\.0 %/,
  ],
  ["a job that has not ended", [jobFact({ proof: absent, coverage: null }), api], "waiting", /web: its jobs have not/],
  ["a statement that cannot be read", [jobFact({ proof: unreadable }), api], "errored", /evidence of web:unit cannot/],
  ["an error counts more than a refusal", [covering(1), { ...api, proof: unreadable }], "errored", /api/],
  ["a refusal counts more than waiting", [covering(1), { ...api, proof: absent }], "failed", /web/],
]

describe("a gate of coverage: { lines: 80 }", () => {
  for (const [what, jobs, state, sentence] of cases) {
    it(`${what}: ${state}`, () => {
      const answer = coverageGate("quality", 80, sampleRules("uat"), sampleFacts({ jobs }))
      assert.equal(answer.gate, "quality")
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
    })
  }
})
