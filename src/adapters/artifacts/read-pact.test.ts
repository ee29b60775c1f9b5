import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { readPact } from "./read-pact.ts"

/** Written by pact-js 17.1.4. */
const real = (name: string) => readFileSync(join(import.meta.dirname, "testing", "pacts", `${name}.json`), "utf8")

/** A small one with this in place of what it holds. */
function pact(change: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    consumer: { name: "web" },
    provider: { name: "orders" },
    interactions: [{ description: "first" }, { description: "second" }],
    metadata: { pactSpecification: { version: "3.0.0" } },
    ...change,
  })
}

function contentOf(text: string): string {
  const read = readPact(text)
  assert(!("problem" in read), JSON.stringify(read))
  return read.content
}

function problemOf(text: string): string {
  const read = readPact(text)
  assert("problem" in read, JSON.stringify(read))
  return read.problem
}

describe("a contract", () => {
  it("is read from what Pact writes, in each version of its specification", () => {
    const read = ["v2", "v3-messages", "v4"].map((name) => readPact(real(name)))
    const names = read.map((one) => ("problem" in one ? one.problem : `${one.consumer} -> ${one.provider}`))
    assert.deepEqual(names, ["web -> orders", "web -> billing", "web -> orders"])
    assert.notEqual(contentOf(real("v2")), contentOf(real("v4")))
  })

  it("is the same whatever tool wrote it, in whatever order", () => {
    const interactions = [{ description: "second" }, { description: "first" }]
    assert.equal(contentOf(pact()), contentOf(pact({ interactions })))
    const metadata = { "pact-specification": { version: "3.0" }, tool: "another" }
    assert.equal(contentOf(pact()), contentOf(pact({ metadata })))
    assert.equal(contentOf(pact()), contentOf(JSON.stringify(JSON.parse(pact()), null, 4)))
  })

  it("is another one where names or expectations are", () => {
    const others = [
      { consumer: { name: "app" } },
      { provider: { name: "billing" } },
      { interactions: [{ description: "first" }] },
      { interactions: [{ description: "first" }, { description: "second", status: 200 }] },
      { messages: [{ description: "third" }] },
    ]
    const contents = [pact(), ...others.map(pact)].map(contentOf)
    assert.equal(new Set(contents).size, contents.length)
  })

  const hostile: readonly (readonly [what: string, text: string, problem: RegExp])[] = [
    ["nothing", "", /not JSON, or cut off/],
    ["half of one", pact().slice(0, 50), /not JSON, or cut off/],
    ["a list", "[]", /is no Pact file/],
    ["no consumer", pact({ consumer: undefined }), /consumer is wrong/],
    ["a name with an escape", pact({ provider: { name: "a\u001b[31m" } }), /provider.name is wrong/],
    ["a name with a line break", pact({ provider: { name: "a\nb" } }), /provider.name is wrong/],
    ["a name that is too long", pact({ provider: { name: "a".repeat(101) } }), /provider.name is wrong/],
    ["interactions that are none", pact({ interactions: [1] }), /interactions.0 is wrong/],
    [
      "too many",
      pact({ interactions: Array.from({ length: 10_001 }, () => ({ description: "" })) }),
      /interactions is/,
    ],
    ["none", pact({ interactions: [] }), /expects nothing/],
    ["no version", pact({ metadata: {} }), /is of Pact specification ''; 2, 3 and 4 are understood/],
    ["version 1", pact({ metadata: { pactSpecification: { version: "1.1.0" } } }), /specification '1.1.0'/],
    ["version 20", pact({ metadata: { pactSpecification: { version: "20" } } }), /specification '20'/],
    ["numbers without end", pact().replace('"first"', '"first","status":1e999'), /cannot be compared/],
    [
      "values in values without end",
      pact().replace('"first"', `"first","body":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`),
      /values in values/,
    ],
  ]
  for (const [what, text, problem] of hostile) {
    it(`is not read from ${what}`, () => assert.match(problemOf(text), problem))
  }
})
