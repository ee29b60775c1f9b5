import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { gateSchema } from "../definition/schema/gate-schema.ts"
import { commandGate, commandHash, commandsToAsk } from "./command-gate.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { evaluateGates } from "./evaluate-gates.ts"
import { byServer, byStranger, HOUR, NOW, sampleFacts, sampleRules, unreadable } from "./fixtures/sample-promotion.ts"
import { allMet, notMet } from "./gate-answer.ts"
import type { CommandFact } from "./promotion-facts.ts"

const gate = gateSchema.parse({ command: { run: "./calendar", every: "10m" }, expires: "2h" })
const MINUTE = 60_000

function rulesWith(gates: EffectiveRules["gates"] = { calendar: gate }): EffectiveRules {
  return { ...sampleRules("uat"), gates }
}

function factOf(change: Partial<CommandFact> = {}): CommandFact {
  return { gate: "calendar", proof: { kind: "absent" }, result: null, attempt: null, ...change }
}

function said(status: "succeeded" | "failed" | "errored", ago = MINUTE): Partial<CommandFact> {
  const result = { status, said: status === "succeeded" ? null : "exit status 3: closed", run: "7", at: NOW - ago }
  return { proof: byServer, result }
}

const notYet = (ago: number) => ({ kind: "not-yet", run: 7, said: "busy", at: NOW - ago }) as const

const cases: readonly {
  readonly what: string
  readonly fact: Partial<CommandFact>
  readonly state: string
  readonly sentence: RegExp
  readonly asks?: true
  readonly againAt?: number
}[] = [
  { what: "nothing", fact: {}, state: "waiting", sentence: /^its command has not been asked yet$/, asks: true },
  { what: "yes", fact: said("succeeded"), state: "met", sentence: /^its command said yes in run 7$/ },
  {
    what: "yes, too long ago",
    fact: said("succeeded", 2 * HOUR),
    state: "waiting",
    sentence: /^its command said yes more than 2 h 00 m ago$/,
    asks: true,
  },
  {
    what: "no",
    fact: said("failed"),
    state: "failed",
    sentence: /^its command said no in run 7: exit status 3: closed$/,
  },
  {
    what: "nothing that can be told",
    fact: said("errored"),
    state: "errored",
    sentence: /could not be asked in run 7/,
  },
  {
    what: "yes, on the word of a stranger",
    fact: { ...said("succeeded"), proof: byStranger },
    state: "failed",
    sentence: /not by a trusted signer/,
  },
  {
    what: "what cannot be verified",
    fact: { proof: unreadable },
    state: "errored",
    sentence: /^the result of its command: its signature is not that of server$/,
  },
  {
    what: "yes, and is asked again",
    fact: { ...said("succeeded"), attempt: { kind: "under-way", run: 7, said: null } },
    state: "waiting",
    sentence: /^run 7 asks its command$/,
  },
  {
    what: "that it is not yet time",
    fact: { attempt: notYet(MINUTE) },
    state: "waiting",
    sentence: /^not yet, says its command in run 7: busy$/,
    againAt: NOW + 9 * MINUTE,
  },
  {
    what: "that it was not yet time",
    fact: { attempt: notYet(10 * MINUTE) },
    state: "waiting",
    sentence: /^not yet, says its command in run 7: busy$/,
    asks: true,
    againAt: NOW,
  },
  {
    what: "not yet, and is asked again",
    fact: { attempt: { kind: "under-way", run: 7, said: "busy" } },
    state: "waiting",
    sentence: /^not yet, says its command in run 7: busy$/,
  },
  {
    what: "yes once, and could not be asked again",
    fact: { ...said("succeeded"), attempt: { kind: "errored", run: 7, said: "no such folder", at: NOW } },
    state: "errored",
    sentence: /^its command could not be asked in run 7: no such folder$/,
  },
]

describe("a gate whose command has said", () => {
  for (const { what, fact, state, sentence, asks, againAt } of cases) {
    it(what, () => {
      const rules = rulesWith()
      const facts = sampleFacts({ commands: [factOf(fact)] })
      const answer = commandGate("calendar", gate, rules, facts)
      assert.equal(answer.state, state)
      assert.match(answer.sentence, sentence)
      assert.equal(answer.againAt, againAt)
      assert.equal(answer.opensAt, undefined, "nobody can tell when it opens")
      assert.deepEqual(commandsToAsk(rules, facts, [answer]), asks ? ["calendar"] : [])
    })
  }
})

describe("the command of a gate", () => {
  it("is not asked about what cannot enter this way any more", () => {
    const facts = sampleFacts({ commands: [factOf()] })
    const failed = [notMet("checks", "job web:unit failed"), commandGate("calendar", gate, rulesWith(), facts)]
    assert.deepEqual(commandsToAsk(rulesWith(), facts, failed), [])
  })

  it("is not asked where somebody has overridden the gate", () => {
    const overridable = gateSchema.parse({ command: "./calendar", override: { role: "manager" } })
    const rules = rulesWith({ calendar: overridable })
    const override = { gate: "calendar", person: "bob", rules: rules.hash, at: NOW - HOUR, reason: "night" }
    const facts = sampleFacts({
      commands: [factOf()],
      overrides: [{ ...override, instead: "waiting", proof: byServer }],
    })
    const answers = evaluateGates(rules, facts)
    assert(allMet(answers))
    assert.deepEqual(commandsToAsk(rules, facts, answers), [])
  })

  it("binds its result to all that it is", () => {
    const hashes = [
      { run: "./calendar" },
      { run: "./other" },
      { run: "./calendar", directory: "ops" },
      { run: "./calendar", env: { A: "1" } },
      { run: "./calendar", secrets: ["TOKEN"] },
      { run: "./calendar", timeout: "1m" },
    ].map((command) => commandHash(gateSchema.parse({ command }).command ?? assert.fail()))
    assert.equal(new Set(hashes).size, hashes.length)
    assert.equal(commandHash(gateSchema.parse({ command: "./calendar" }).command ?? assert.fail()), hashes[0])
  })

  it("is met only by a trusted yes that still holds, with nothing newer than it", () => {
    const proofs = [byServer, byStranger, unreadable, { kind: "absent" }] as const
    const status = fc.constantFrom("succeeded", "failed", "errored", "canceled")
    const result = fc.record({
      status,
      said: fc.constant(null),
      run: fc.constant("7"),
      at: fc.integer({ min: 1, max: NOW }),
    })
    const attempt = fc.constantFrom<CommandFact["attempt"]>(
      null,
      notYet(MINUTE),
      { kind: "under-way", run: 7, said: null },
      { kind: "errored", run: 7, said: "x", at: NOW },
    )
    fc.assert(
      fc.property(fc.constantFrom(...proofs), fc.option(result), attempt, (proof, result, attempt) => {
        const facts = sampleFacts({ commands: [factOf({ proof, result, attempt })] })
        const { state } = commandGate("calendar", gate, rulesWith(), facts)
        const isFresh = result !== null && NOW - result.at < 2 * HOUR
        const isYes = proof === byServer && result?.status === "succeeded" && isFresh && attempt === null
        assert.equal(state === "met", isYes)
      }),
    )
  })
})
