import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { digestOf, hexOf } from "../shared/digest.ts"
import { evidenceKey, makeStatement, PREDICATE } from "./statement.ts"

const [one, two, three] = [digestOf("1"), digestOf("2"), digestOf("3")]

it("a statement names its subjects by kind and by digest alone", () => {
  const statement = makeStatement([{ kind: "image", name: "web", digest: one }], PREDICATE.jobs, { any: "thing" })
  assert.deepEqual(statement, {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "image:web", digest: { sha256: hexOf(one) } }],
    predicateType: PREDICATE.jobs,
    predicate: { any: "thing" },
  })
})

describe("the key of evidence", () => {
  it("is the same for the same things", () => assert.equal(evidenceKey(one, two, three), evidenceKey(one, two, three)))
  it("differs with each of subject, definition and inputs, and with which is which", () => {
    const keys = [
      evidenceKey(one, two, three),
      evidenceKey(two, two, three),
      evidenceKey(one, three, three),
      evidenceKey(one, two, one),
      evidenceKey(three, two, one),
      evidenceKey(two, one, three),
    ]
    assert.equal(new Set(keys).size, keys.length)
  })
})
