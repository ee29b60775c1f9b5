import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Definition } from "../definition/schema/definition-schema.ts"
import { effectiveRules } from "./effective-rules.ts"
import { sampleDefinition, sampleRules } from "./fixtures/sample-promotion.ts"

const hashOf = (definition: Definition) => effectiveRules(definition, "production", 0)?.hash
const { environments, gates, people, trust } = sampleDefinition
const production = environments.production
const board = gates.board
const bob = people.bob
assert(production && board?.approval && bob)
const { approval } = board

const gated = (change: Partial<typeof board>) => ({
  ...sampleDefinition,
  gates: { ...gates, board: { ...board, ...change } },
})
const placed = (change: Partial<typeof production>) => ({
  ...sampleDefinition,
  environments: { ...environments, production: { ...production, ...change } },
})

describe("the rules that an approval is bound to", () => {
  const voiding: readonly (readonly [what: string, changed: Definition])[] = [
    ["fewer approvals are needed", gated({ approval: { ...approval, count: 1 } })],
    ["approvals hold longer", gated({ expires: 1 + (board.expires ?? 0) })],
    ["another gate is asked for", placed({ gates: ["board"] })],
    ["the release may come by itself", placed({ from: [{ environment: "staging", when: { kind: "verified" } }] })],
    ["the release comes from elsewhere", placed({ from: [{ environment: "uat", when: { kind: "manual" } }] })],
    ["somebody has another role", { ...sampleDefinition, people: { ...people, bob: { ...bob, roles: [] } } }],
    ["somebody is new", { ...sampleDefinition, people: { ...people, eve: bob } }],
    ["another builder is trusted", { ...sampleDefinition, trust: { ...trust, builders: ["server"] } }],
  ]
  for (const [what, changed] of voiding) {
    it(`are others when ${what}`, () => assert.notEqual(hashOf(changed), hashOf(sampleDefinition)))
  }

  const harmless: readonly (readonly [what: string, changed: Definition])[] = [
    ["variables change", placed({ variables: { LOG_LEVEL: "debug" } })],
    ["a gate of other environments changes", { ...sampleDefinition, gates: { ...gates, "tested-by-hand": board } }],
    ["another environment changes", { ...sampleDefinition, environments: { ...environments, uat: production } }],
    ["a service is new", { ...sampleDefinition, services: {} }],
  ]
  for (const [what, changed] of harmless) {
    it(`are the same when ${what}`, () => assert.equal(hashOf(changed), hashOf(sampleDefinition)))
  }

  it("differ between environments and ways in", () => {
    const hashes = [sampleRules("uat"), sampleRules("production", 0), sampleRules("production", 1)].map(
      ({ hash }) => hash,
    )
    assert.equal(new Set(hashes).size, 3)
  })

  it("have the way in's own gates, where it names some", () => {
    assert.deepEqual(Object.keys(sampleRules("production", 0).gates), ["board", "quality"])
    assert.deepEqual(Object.keys(sampleRules("production", 1).gates), ["board"])
  })

  it("are none where there is no such way in any more", () => {
    assert.equal(effectiveRules(sampleDefinition, "production", 2), undefined)
    assert.equal(effectiveRules(sampleDefinition, "gone", 0), undefined)
  })
})
