import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { contractGateSchema } from "../definition/schema/contract-gate-schema.ts"
import type { Contract } from "../evidence/contract.ts"
import { digestOf } from "../shared/digest.ts"
import { contractGate } from "./contract-gate.ts"
import {
  absent,
  byServer,
  byStranger,
  jobFact,
  sampleFacts,
  sampleRules,
  unreadable,
} from "./fixtures/sample-promotion.ts"
import type { GateState } from "./gate-answer.ts"
import type { ContractFacts, JobFact, Proof } from "./promotion-facts.ts"

const rules = sampleRules("uat")

/** What `web` expects of `api`, in this version; `content` is a name for what it holds. */
function contract(content: string, provider = "api", consumer = "web"): Contract {
  return { consumer, provider, content: digestOf(content) }
}

function pacts(reported: readonly Contract[], change: Partial<JobFact> = {}): JobFact {
  return jobFact({ job: "web:pacts", service: "web", contracts: { reported, verified: [] }, ...change })
}

function provider(verified: readonly Contract[], change: Partial<JobFact> = {}): JobFact {
  return jobFact({ job: "api:contracts", service: "api", contracts: { reported: [], verified }, ...change })
}

/** `web` with these contracts runs there, beside an `api` that is another one unless told. */
function running(
  reported: readonly Contract[],
  { api = "old api", proof = byServer }: { api?: string; proof?: Proof } = {},
): ContractFacts {
  const images = { web: digestOf("old web"), api: digestOf(api) }
  return {
    jobs: ["web:pacts", "api:contracts"],
    running: { kind: "known", images, jobs: [pacts(reported, { proof })] },
  }
}

const nothingRuns: ContractFacts = { jobs: ["web:pacts", "api:contracts"], running: null }

interface Case {
  readonly what: string
  readonly jobs: readonly JobFact[]
  readonly contracts?: ContractFacts
  readonly missingJobs?: readonly string[]
  readonly rule?: object
  readonly state: GateState
  readonly sentence: RegExp
}

const one = contract("one")
const two = contract("two")

const cases: readonly Case[] = [
  {
    what: "a pair that was verified",
    jobs: [pacts([one]), provider([one])],
    state: "met",
    sentence: /^verified: web -> api$/,
  },
  {
    what: "services that expect nothing of each other",
    jobs: [pacts([]), provider([])],
    state: "met",
    sentence: /^no service expects anything of another$/,
  },
  {
    what: "a contract that nobody was given",
    jobs: [pacts([one])],
    state: "failed",
    sentence: /^nobody has verified what web expects of api \(contract \w{12}\): a job of api has to read it: reports:/,
  },
  {
    what: "another version of the contract than was verified",
    jobs: [pacts([two]), provider([one])],
    state: "failed",
    sentence:
      /^nobody has verified what web expects of api \(contract \w{12}\): give it to api:contracts, and try it with slipway run$/,
  },
  {
    what: "one of two contracts that was not verified",
    jobs: [pacts([one, two]), provider([one])],
    state: "failed",
    sentence: /^nobody has verified/,
  },
  {
    what: "a verification by another service than the provider",
    jobs: [pacts([one]), provider([one], { job: "web:contracts", service: "web" })],
    state: "failed",
    sentence: /^nobody has verified/,
  },
  {
    what: "a verification that failed",
    jobs: [pacts([one]), provider([one], { status: "failed" })],
    state: "failed",
    sentence: /^api:contracts failed: it verifies what web expects of api/,
  },
  {
    what: "a verification that errored",
    jobs: [pacts([one]), provider([one], { status: "errored" })],
    state: "errored",
    sentence: /^api:contracts errored/,
  },
  {
    what: "a verification by a stranger",
    jobs: [pacts([one]), provider([one], { proof: byStranger })],
    state: "failed",
    sentence: /^api:contracts has verified .*, but is not by a trusted signer$/,
  },
  {
    what: "a verification that cannot be read",
    jobs: [pacts([one]), provider([one], { proof: unreadable })],
    state: "errored",
    sentence: /^api:contracts: its signature/,
  },
  {
    what: "jobs that have not ended",
    jobs: [jobFact({ job: "web:pacts", proof: absent, status: null }), provider([one])],
    state: "waiting",
    sentence: /^there is no evidence of web:pacts yet$/,
  },
  {
    what: "a consumer whose job is another than on the protected branch",
    jobs: [jobFact({ job: "web:pacts", definition: "changed" }), provider([])],
    state: "failed",
    sentence: /^job web:pacts is not defined as on the protected branch$/,
  },
  {
    what: "a consumer whose job was taken away",
    jobs: [provider([])],
    missingJobs: ["web:pacts"],
    state: "failed",
    sentence: /^job web:pacts of the protected branch is missing$/,
  },
  {
    what: "contracts of a definition without any such job",
    jobs: [jobFact()],
    contracts: { jobs: [], running: null },
    state: "failed",
    sentence: /^no job reports any contract$/,
  },
  {
    what: "a provider that is no service",
    jobs: [pacts([contract("one", "crm")])],
    state: "failed",
    sentence: /^what web expects of crm, which is no service here: name it under 'outside'$/,
  },
  {
    what: "a provider that is named as one outside",
    jobs: [pacts([contract("one", "crm")])],
    rule: { outside: ["crm"] },
    state: "met",
    sentence: /^no service expects/,
  },
  {
    what: "a contract in the name of another consumer",
    jobs: [pacts([contract("one", "api", "billing")]), provider([contract("one", "api", "billing")])],
    state: "failed",
    sentence: /^web:pacts reports a contract of 'billing'$/,
  },
  {
    what: "a provider that changes under a consumer that runs and expects something else",
    jobs: [pacts([two]), provider([two])],
    contracts: running([one]),
    state: "failed",
    sentence: /^nobody has verified what web, as it runs there now, expects of api/,
  },
  {
    what: "a provider that changes and does what both consumers expect",
    jobs: [pacts([two]), provider([one, two])],
    contracts: running([one]),
    state: "met",
    sentence: /^verified: web -> api$/,
  },
  {
    what: "a consumer alone that changes",
    jobs: [pacts([two]), provider([two])],
    contracts: running([one], { api: "api" }),
    state: "met",
    sentence: /^verified: web -> api$/,
  },
  {
    what: "a consumer that runs, where the gate does not ask for it",
    jobs: [pacts([two]), provider([two])],
    contracts: running([one]),
    rule: { deployed: false },
    state: "met",
    sentence: /^verified: web -> api$/,
  },
  {
    what: "a consumer that runs, of which nobody can tell what it expects",
    jobs: [pacts([two]), provider([two])],
    contracts: { ...nothingRuns, running: { kind: "unknown", why: "there is no such release" } },
    state: "errored",
    sentence: /^nobody can tell what runs there expects: there is no such release$/,
  },
  {
    what: "a consumer that runs, whose evidence is gone",
    jobs: [pacts([two]), provider([two])],
    contracts: running([], { proof: unreadable }),
    state: "errored",
    sentence: /^nobody can tell what runs there expects: the evidence of web:pacts cannot be read$/,
  },
]

describe("a gate that asks for contracts", () => {
  for (const { what, jobs, contracts = nothingRuns, missingJobs = [], rule = {}, state, sentence } of cases) {
    it(`is ${state}: ${what}`, () => {
      const facts = sampleFacts({ jobs, contracts, missingJobs })
      const answer = contractGate("compatible", contractGateSchema.parse(rule), rules, facts)
      assert.equal(answer.state, state, answer.sentence)
      assert.match(answer.sentence, sentence)
    })
  }

  it("waits where nothing is built yet", () => {
    const answer = contractGate("compatible", contractGateSchema.parse({}), rules, sampleFacts())
    assert.equal(answer.state, "waiting")
  })

  it("is met only if each pair that will run together was verified", () => {
    const contents = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"))
    fc.assert(
      fc.property(contents, contents, contents, fc.boolean(), (expected, expectedNow, verified, isChanged) => {
        const of = (names: readonly string[]) => names.map((name) => contract(name))
        const contracts = running(of(expectedNow), { api: isChanged ? "old api" : "api" })
        const facts = sampleFacts({ jobs: [pacts(of(expected)), provider(of(verified))], contracts })
        const { state } = contractGate("compatible", contractGateSchema.parse({}), rules, facts)
        const needed = [...expected, ...(isChanged ? expectedNow : [])]
        assert.equal(
          state === "met",
          needed.every((name) => verified.includes(name)),
        )
      }),
    )
  })
})
