import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { type GateDefinition, gateSchema } from "../definition/schema/gate-schema.ts"
import {
  absent,
  byServer,
  byStranger,
  HOUR,
  NOW,
  sampleFacts,
  sampleRules,
  unreadable,
} from "./fixtures/sample-promotion.ts"
import { freezeGate } from "./freeze-gate.ts"
import type { GateAnswer, GateState } from "./gate-answer.ts"
import type { SoakFact } from "./promotion-facts.ts"
import { soakGate } from "./soak-gate.ts"
import { windowGate } from "./window-gate.ts"

interface Expected {
  readonly what: string
  readonly state: GateState
  readonly sentence: RegExp
  /** As an ISO text. */
  readonly opensAt?: string
}

function check(answer: GateAnswer, { state, sentence, opensAt }: Expected): void {
  assert.equal(answer.state, state, answer.sentence)
  assert.match(answer.sentence, sentence)
  assert.equal(answer.opensAt, opensAt === undefined ? undefined : Date.parse(opensAt))
}

describe("a gate with a window, on a Thursday at noon", () => {
  const cases: readonly (Expected & { readonly window: object })[] = [
    {
      what: "open",
      window: { timezone: "Europe/London", allow: "Mon-Thu 09:00-16:00" },
      state: "met",
      sentence: /^it is open until Thu 2026-01-15 16:00 Europe\/London$/,
    },
    {
      what: "always open",
      window: { timezone: "UTC", allow: "00:00-24:00" },
      state: "met",
      sentence: /^it is always open$/,
    },
    {
      what: "closed, in another time zone",
      window: { timezone: "America/New_York", allow: "Mon-Thu 09:00-16:00" },
      state: "waiting",
      sentence: /^it is closed until Thu 2026-01-15 09:00 America\/New_York$/,
      opensAt: "2026-01-15T14:00Z",
    },
    {
      what: "closed for ever",
      window: { timezone: "UTC", allow: "Mon 09:00-10:00", except: ["2026-01-01/9999-12-30"] },
      state: "failed",
      sentence: /does not open any more/,
    },
  ]
  for (const { window, ...expected } of cases) {
    it(`${expected.what}: ${expected.state}`, () => {
      const gate = gateSchema.parse({ window })
      assert(gate.window)
      check(windowGate("hours", gate.window, NOW), expected)
    })
  }
})

describe("a gate with freezes, on 15 January at noon UTC", () => {
  const cases: readonly (Expected & { readonly freeze: readonly object[]; readonly more?: object })[] = [
    {
      what: "one that is over",
      freeze: [{ from: "2025-12-20", to: "2026-01-14", reason: "year end" }],
      state: "met",
      sentence: /nothing is frozen/,
    },
    {
      what: "one whose last day it is",
      freeze: [{ from: "2025-12-20", to: "2026-01-15", reason: "year end" }],
      state: "waiting",
      sentence: /^frozen until Fri 2026-01-16 00:00 UTC: year end$/,
      opensAt: "2026-01-16T00:00Z",
    },
    {
      what: "one that begins right now",
      freeze: [{ from: "2026-01-15 12:00", to: "2026-01-15 13:00", reason: "audit" }],
      state: "waiting",
      sentence: /until Thu 2026-01-15 13:00/,
      opensAt: "2026-01-15T13:00Z",
    },
    {
      what: "one that ends right now",
      freeze: [{ from: "2026-01-15 11:00", to: "2026-01-15 12:00", reason: "audit" }],
      state: "met",
      sentence: /nothing is frozen/,
    },
    {
      what: "two that follow each other",
      freeze: [
        { from: "2026-01-16", to: "2026-01-18", reason: "sales" },
        { from: "2026-01-15", to: "2026-01-15", reason: "audit" },
      ],
      state: "waiting",
      sentence: /^frozen until Mon 2026-01-19 00:00 UTC: audit$/,
      opensAt: "2026-01-19T00:00Z",
    },
    {
      what: "one by the clock of another place",
      freeze: [{ from: "2026-01-15", to: "2026-01-15", reason: "audit", timezone: "America/New_York" }],
      state: "waiting",
      sentence: /^frozen until Fri 2026-01-16 00:00 America\/New_York: audit$/,
      opensAt: "2026-01-16T05:00Z",
    },
    {
      what: "one by the clock of the gate's window",
      freeze: [{ from: "2026-01-15", to: "2026-01-15", reason: "audit" }],
      more: { window: { timezone: "Asia/Tokyo", allow: "00:00-24:00" } },
      state: "waiting",
      sentence: /^frozen until Fri 2026-01-16 00:00 Asia\/Tokyo: audit$/,
      opensAt: "2026-01-15T15:00Z",
    },
  ]
  for (const { freeze, more, ...expected } of cases) {
    it(`${expected.what}: ${expected.state}`, () => {
      const gate: GateDefinition = gateSchema.parse({ freeze, ...more })
      check(freezeGate("freeze", gate, NOW), expected)
    })
  }
})

describe("a gate that asks for 24 h in staging", () => {
  const rules = sampleRules("production")
  const serving = { isServing: true, proof: byServer, status: "succeeded", since: NOW - 24 * HOUR } as const
  const cases: readonly (Expected & { readonly fact: Omit<SoakFact, "environment"> })[] = [
    {
      what: "just long enough",
      fact: serving,
      state: "met",
      sentence: /verified in staging since Wed 2026-01-14 12:00 UTC; 24 h/,
    },
    {
      what: "not long enough",
      fact: { ...serving, since: NOW - 20 * HOUR },
      state: "waiting",
      sentence: /since Wed 2026-01-14 16:00 UTC; 24 h 00 m are over on Thu 2026-01-15 16:00 UTC/,
      opensAt: "2026-01-15T16:00Z",
    },
    {
      what: "another release serves there",
      fact: { ...serving, isServing: false },
      state: "waiting",
      sentence: /it does not run in staging/,
    },
    {
      what: "not verified yet",
      fact: { ...serving, proof: absent, status: null, since: null },
      state: "waiting",
      sentence: /not verified in staging yet/,
    },
    {
      what: "verified again, and failed",
      fact: { ...serving, status: "failed", since: null },
      state: "failed",
      sentence: /verification in staging failed/,
    },
    {
      what: "verified again, and nobody can tell",
      fact: { ...serving, status: "errored", since: null },
      state: "errored",
      sentence: /verification in staging errored/,
    },
    {
      what: "its statement cannot be read",
      fact: { ...serving, proof: unreadable, status: null, since: null },
      state: "errored",
      sentence: /verification in staging: its signature/,
    },
    {
      what: "a stranger says so",
      fact: { ...serving, proof: byStranger, since: null },
      state: "failed",
      sentence: /not by a trusted signer/,
    },
  ]
  for (const { fact, ...expected } of cases) {
    it(`${expected.what}: ${expected.state}`, () => {
      const facts = sampleFacts({ soaks: [{ environment: "staging", ...fact }] })
      check(soakGate("soaked", { in: "staging", for: 24 * HOUR }, rules, facts), expected)
    })
  }
  it("waits where nothing is known of staging", () => {
    const answer = soakGate("soaked", { in: "staging", for: 24 * HOUR }, rules, sampleFacts())
    assert.equal(answer.state, "waiting")
  })
})
