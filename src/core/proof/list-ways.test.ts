import assert from "node:assert/strict"
import { test } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { listWays } from "./list-ways.ts"
import { proveDefinition } from "./prove-definition.ts"
import { stepsOf } from "./steps.ts"
import { wayText } from "./way.ts"

const define = (environments: object, always: object = {}) =>
  definitionSchema.parse({ version: 1, project: "shop", targets: { here: { kind: "process" } }, environments, always })

test("lists the ways into each environment, the shortest first", () => {
  const definition = define({
    uat: { from: { branch: ["main", "spike/*"] }, target: "here" },
    staging: { from: { environment: "uat" }, target: "here" },
    production: {
      from: [{ environment: "staging" }, { environment: "uat" }, { branch: "hotfix/*" }],
      target: "here",
    },
  })
  const ways = listWays(stepsOf(definition), 4).get("production")
  assert.equal(ways?.count, 5n)
  assert.deepEqual(
    ways.shortest.map((way) => wayText(way)),
    [
      "push to hotfix/* → production",
      "push to main → uat → production",
      "push to spike/* → uat → production",
      "push to main → uat → staging → production",
    ],
  )
})

/** `count` diamonds one behind the other: 2^count ways. */
function diamonds(count: number): Record<string, object> {
  const environments: Record<string, object> = { e0: { from: { branch: "main" }, target: "here" } }
  for (let index = 0; index < count; index++) {
    const from = { environment: `e${index}` }
    environments[`a${index}`] = { from, target: "here" }
    environments[`b${index}`] = { from, target: "here", verify: ["e2e"] }
    const both = [{ environment: `a${index}` }, { environment: `b${index}` }]
    environments[`e${index + 1}`] = { from: both, target: "here" }
  }
  return environments
}

test("counts ways that nobody could list, and still finds the one that a rule forbids", () => {
  const definition = define(diamonds(300), { e300: { requires: ["verified:b17 | verified:b18 | verified:a18"] } })
  const ways = listWays(stepsOf(definition), 2).get("e300")
  assert.equal(ways?.count, 2n ** 300n)
  assert.equal(ways.shortest.length, 2)
  const { rules } = proveDefinition(definition)
  assert.equal(rules[0]?.offences.length, 2)
  assert.equal(rules[0].offences[0]?.way.steps.length, 601)
})
