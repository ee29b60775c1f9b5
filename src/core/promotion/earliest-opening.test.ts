import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { earliestOpening } from "./earliest-opening.ts"
import { effectiveRules } from "./effective-rules.ts"
import { byServer, HOUR, NOW, sampleDefinition, sampleFacts, unreadable } from "./fixtures/sample-promotion.ts"
import type { PromotionFacts } from "./promotion-facts.ts"

function earliest(gates: Readonly<Record<string, object>>, facts: Partial<PromotionFacts> = {}): string | null {
  const definition = definitionSchema.parse({
    version: 1,
    project: "shop",
    people: sampleDefinition.people,
    targets: { here: { kind: "process" } },
    gates,
    environments: { uat: { from: { branch: "main" }, target: "here", gates: Object.keys(gates) } },
  })
  const rules = effectiveRules(definition, "uat", 0)
  assert(rules)
  const at = earliestOpening(rules, sampleFacts(facts))
  return at === null ? null : new Date(at).toISOString()
}

const hours = { window: { timezone: "UTC", allow: "Mon-Fri 09:00-16:00" } }
const soaked = { soak: { in: "staging", for: "24h" } }
const since = (at: number) => [
  { environment: "staging", isServing: true, proof: byServer, status: "succeeded" as const, since: at },
]

// It is Thursday 15 January, noon.
describe("when all gates could be open at the earliest", () => {
  it("is now where nothing waits for the time", () => assert.equal(earliest({ hours }), new Date(NOW).toISOString()))
  it("is now where only people have to act", () => {
    assert.equal(earliest({ board: { approval: { role: "manager" } } }), new Date(NOW).toISOString())
  })
  it("is when the one gate opens", () => {
    assert.equal(earliest({ soaked }, { soaks: since(NOW - 23 * HOUR) }), "2026-01-15T13:00:00.000Z")
  })
  it("is when a gate opens again that has closed while it waited for another one", () => {
    assert.equal(earliest({ hours, soaked }, { soaks: since(NOW - 18 * HOUR) }), "2026-01-16T09:00:00.000Z")
  })
  it("lies behind a freeze, a weekend and closing time", () => {
    const freeze = { freeze: [{ from: "2026-01-15", to: "2026-01-16 16:00", reason: "audit" }] }
    assert.equal(earliest({ hours, freeze }), "2026-01-19T09:00:00.000Z")
  })
  it("cannot be said where a gate has failed", () => {
    assert.equal(earliest({ hours, quality: { coverage: { lines: 99 } } }), null)
  })
  it("cannot be said where nobody can tell", () => {
    const soaks = since(NOW).map((soak) => ({ ...soak, proof: unreadable }))
    assert.equal(earliest({ soaked }, { soaks }), null)
  })
  it("cannot be said where gates are never open together", () => {
    const nights = { window: { timezone: "UTC", allow: "20:00-21:00" } }
    assert.equal(earliest({ hours, nights }), null)
  })
})
