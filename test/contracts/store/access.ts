import assert from "node:assert/strict"
import { it } from "node:test"
import { race, type WithStores } from "../store-contract.ts"
import { NOW } from "../store-samples.ts"

export function testAccess(withStores: WithStores): void {
  it(
    "knows a token's person until it is revoked",
    withStores(async ({ tokens }) => {
      const token = await tokens.add("alice", "hash", NOW)
      assert.deepEqual(token, { id: token.id, person: "alice", createdAt: NOW, revokedAt: null })
      assert.equal(await tokens.personOf("hash"), "alice")
      assert.equal(await tokens.personOf("other"), undefined)
      await assert.rejects(tokens.add("bob", "hash", NOW))
      assert.equal(await tokens.revoke(token.id, NOW + 1), true)
      assert.equal(await tokens.revoke(token.id, NOW + 2), true)
      assert.equal(await tokens.revoke(token.id + 10, NOW), false)
      assert.equal(await tokens.personOf("hash"), undefined)
      assert.deepEqual(await tokens.list(), [{ ...token, revokedAt: NOW + 1 }])
    }),
  )
  it(
    "lists the audit trail newest first",
    withStores(async ({ audit }) => {
      const entry = { at: NOW, person: "alice", action: "approve", subject: "uat", detail: null }
      await audit.append(entry)
      await audit.append({ ...entry, action: "promote", detail: "v1" })
      const [newest, ...rest] = await audit.latest(10)
      assert.equal(newest?.action, "promote")
      assert.deepEqual(rest, [{ seq: rest[0]?.seq, ...entry }])
      assert.equal((await audit.latest(1)).length, 1)
      await audit.append({ ...entry, person: "bob" })
      const of = async (filter: Parameters<typeof audit.latest>[1]) =>
        (await audit.latest(10, filter)).map(({ person, action }) => `${person} ${action}`)
      assert.deepEqual(await of({ person: "alice" }), ["alice promote", "alice approve"])
      assert.deepEqual(await of({ action: "approve" }), ["bob approve", "alice approve"])
      assert.deepEqual(await of({ person: "bob", action: "promote" }), [])
    }),
  )
  it(
    "keeps the first value of a setting",
    withStores(async ({ settings }, all) => {
      const stored = await race(all, (one, index) => one.settings.setIfAbsent("server", String(index)))
      assert.equal(new Set(stored).size, 1)
      assert.equal(await settings.get("server"), stored[0])
      assert.equal(await settings.get("other"), undefined)
    }),
  )
}
