import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { checksGate } from "./checks-gate.ts"
import {
  absent,
  byServer,
  byStranger,
  imageFact,
  jobFact,
  sampleFacts,
  sampleRules,
  unreadable,
} from "./fixtures/sample-promotion.ts"
import type { GateState } from "./gate-answer.ts"
import type { PromotionFacts } from "./promotion-facts.ts"

type Case = readonly [what: string, facts: Partial<PromotionFacts>, state: GateState, sentence: RegExp]

const cases: readonly Case[] = [
  ["all passed and built by the server", {}, "met", /2 jobs passed and 2 images/],
  [
    "another builder that is trusted",
    { jobs: [jobFact({ proof: { kind: "valid", signer: "ci:github:acme/shop" } })] },
    "met",
    /1 job passed/,
  ],
  [
    "a job without evidence",
    { jobs: [jobFact({ proof: absent, status: null })] },
    "waiting",
    /no evidence of job web:u/,
  ],
  ["an image without evidence", { images: [imageFact({ proof: absent })] }, "waiting", /the build of image web yet/],
  ["a job's statement is gone", { jobs: [jobFact({ proof: unreadable })] }, "errored", /job web:unit: its signature/],
  [
    "an image's provenance is damaged",
    { images: [imageFact({ proof: unreadable })] },
    "errored",
    /image web: its sign/,
  ],
  [
    "damage counts more than absence",
    { jobs: [jobFact({ proof: absent }), jobFact({ job: "api:unit", proof: unreadable })] },
    "errored",
    /api:unit/,
  ],
  ["a job by a stranger", { jobs: [jobFact({ proof: byStranger })] }, "failed", /job web:unit is signed by laptop:eve/],
  ["an image by a stranger", { images: [imageFact({ proof: byStranger })] }, "failed", /image web is signed by laptop/],
  [
    "a signer whose name only begins like a trusted one",
    { images: [imageFact({ proof: { kind: "valid", signer: "ci:github:acme/shop2" } })] },
    "failed",
    /`trust` does not name/,
  ],
  ["a job that failed", { jobs: [jobFact({ status: "failed" })] }, "failed", /job web:unit failed/],
  ["a job that was canceled", { jobs: [jobFact({ status: "canceled" })] }, "failed", /job web:unit canceled/],
  ["a job that was skipped", { jobs: [jobFact({ status: "skipped" })] }, "failed", /job web:unit skipped/],
  ["a job that errored", { jobs: [jobFact({ status: "errored" })] }, "errored", /job web:unit errored/],
  ["a job that the commit changed", { jobs: [jobFact({ definition: "changed" })] }, "failed", /not defined as on the/],
  ["a job that the commit brings", { jobs: [jobFact({ definition: "new", proof: byServer })] }, "met", /1 job passed/],
  ["a job that the commit left out", { missingJobs: ["web:lint"] }, "failed", /web:lint of the protected branch/],
]

describe("the checks of a permanent environment", () => {
  for (const [what, facts, state, sentence] of cases) {
    it(`${what}: ${state}`, () => {
      const answer = checksGate(sampleRules("uat"), sampleFacts(facts))
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
    })
  }
})

describe("the checks of a preview", () => {
  const preview: readonly Case[] = [
    ["a job that the commit changed", { jobs: [jobFact({ definition: "changed" })] }, "met", /1 job passed/],
    ["a job that the commit left out", { missingJobs: ["web:lint"] }, "met", /2 jobs passed/],
    ["a job that failed", { jobs: [jobFact({ status: "failed" })] }, "failed", /web:unit failed/],
    ["a job by a stranger", { jobs: [jobFact({ proof: byStranger })] }, "failed", /laptop:eve/],
  ]
  for (const [what, facts, state, sentence] of preview) {
    it(`${what}: ${state}`, () => {
      const answer = checksGate(sampleRules("preview"), sampleFacts(facts))
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
    })
  }
})
