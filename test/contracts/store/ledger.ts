import assert from "node:assert/strict"
import { it } from "node:test"
import { PREDICATE } from "../../../src/core/evidence/statement.ts"
import { digestOf } from "../../../src/core/shared/digest.ts"
import { race, type WithStores } from "../store-contract.ts"
import { ledgerEntry } from "../store-samples.ts"

export function testLedger(withStores: WithStores): void {
  it(
    "answers with the newest of each key",
    withStores(async ({ ledger }) => {
      const other = digestOf("other key")
      await ledger.append(ledgerEntry("one"))
      const two = await ledger.append(ledgerEntry("two", { status: "failed", recordedAt: 1 }))
      const three = await ledger.append(ledgerEntry("three", { key: other }))
      const latest = await ledger.latestByKey([two.key, other, digestOf("unknown")])
      assert.deepEqual([...latest.entries()].sort(), [[two.key, two] as const, [other, three] as const].sort())
      assert.deepEqual(two, { seq: two.seq, ...ledgerEntry("two", { status: "failed", recordedAt: 1 }) })
      assert.equal((await ledger.latestByKey([])).size, 0)
    }),
  )
  it(
    "takes more keys than a statement takes parameters",
    withStores(async ({ ledger }) => {
      const { key } = await ledger.append(ledgerEntry("one"))
      const many = Array.from({ length: 70_000 }, (_, index) => digestOf(String(index)))
      assert.deepEqual([...(await ledger.latestByKey([...many, key])).keys()], [key])
    }),
  )
  it(
    "lists what is known of a subject, oldest first",
    withStores(async ({ ledger }) => {
      const subject = digestOf("image")
      const one = await ledger.append(ledgerEntry("one", { subject, key: digestOf("1") }))
      await ledger.append(ledgerEntry("elsewhere"))
      const two = await ledger.append(
        ledgerEntry("two", { subject, key: digestOf("2"), predicateType: PREDICATE.approval, predicate: null }),
      )
      assert.deepEqual(await ledger.bySubject(subject), [one, two])
      assert.deepEqual(await ledger.bySubject(subject, PREDICATE.approval), [two])
    }),
  )
  it(
    "lists its statements, each once",
    withStores(async ({ ledger }) => {
      assert.deepEqual(await ledger.statements(), [])
      const [one, two] = [await ledger.append(ledgerEntry("one")), await ledger.append(ledgerEntry("two"))]
      await ledger.append(ledgerEntry("one", { key: digestOf("another key") }))
      assert.deepEqual(new Set(await ledger.statements()), new Set([one.statement, two.statement]))
      assert.equal((await ledger.statements()).length, 2)
    }),
  )
  it(
    "takes a statement once",
    withStores(async ({ ledger }, all) => {
      const entries = await race(all, (store) => store.ledger.append(ledgerEntry("same")))
      assert.equal(new Set(entries.map(({ seq }) => seq)).size, 1)
      assert.equal((await ledger.bySubject(digestOf("subject"))).length, 1)
    }),
  )
}
