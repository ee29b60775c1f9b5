import assert from "node:assert/strict"
import { it } from "node:test"
import { race, type WithStores } from "../store-contract.ts"
import { createEnvironment, NOW, newEvent, newRun } from "../store-samples.ts"

export function testTransactions(withStores: WithStores): void {
  it(
    "does all or nothing",
    withStores(async (store) => {
      const failing = store.transaction(async (inside) => {
        await inside.events.accept([newEvent()])
        await inside.runs.create(newRun())
        throw new Error("no")
      })
      await assert.rejects(failing, /^Error: no$/)
      assert.deepEqual([await store.events.pending(), await store.runs.latest(1)], [[], []])
      const id = await store.transaction(async (inside) => (await inside.runs.create(newRun())).id)
      assert.equal((await store.runs.get(id))?.id, id)
    }),
  )
  it(
    "shows its writes to itself only, and makes nobody wait for reading",
    withStores(async (store) => {
      await store.transaction(async (inside) => {
        await inside.settings.setIfAbsent("key", "value")
        assert.equal(await inside.settings.get("key"), "value")
        assert.equal(await store.settings.get("key"), undefined)
      })
      assert.equal(await store.settings.get("key"), "value")
    }),
  )
  it(
    "runs as if alone: nothing is lost between its reads and its writes",
    withStores(async (store, all) => {
      const { id } = await store.runs.create(newRun())
      await race(all, (one) =>
        one.transaction(async (inside) => {
          const run = await inside.runs.get(id)
          await inside.runs.update(id, { attempt: (run?.attempt ?? 0) + 1 })
        }),
      )
      assert.equal((await store.runs.get(id))?.attempt, 21)
    }),
  )
  it(
    "makes single writes of others wait",
    withStores(async (store, all) => {
      await createEnvironment(store, "uat")
      const order: string[] = []
      const entered = Promise.withResolvers<void>()
      const deciding = store
        .transaction(async (inside) => {
          const before = await inside.environments.get("uat")
          entered.resolve()
          // The other write is on its way meanwhile.
          for (let i = 0; i < 20; i++) assert.deepEqual(await inside.environments.get("uat"), before)
          await inside.environments.update("uat", { pinned: "decided" })
        })
        .then(() => order.push("transaction"))
      await entered.promise
      const other = all.at(-1) ?? store
      await other.environments.update("uat", { pinned: "after" }).then(() => order.push("single write"))
      await deciding
      assert.equal((await store.environments.get("uat"))?.pinned, "after")
    }),
  )
  it(
    "refuses to be nested, and writes that would wait for it forever",
    withStores(async (store) => {
      await store.transaction(async (inside) => {
        await assert.rejects(store.settings.setIfAbsent("key", "outside"), /inside a transaction/)
        await assert.rejects(
          store.transaction(async () => undefined),
          /inside a transaction/,
        )
        await inside.settings.setIfAbsent("key", "inside")
      })
      assert.equal(await store.settings.get("key"), "inside")
    }),
  )
  it(
    "ends with its work",
    withStores(async (store) => {
      const leaked = await store.transaction(async (inside) => inside)
      await assert.rejects(leaked.settings.get("key"), /has ended/)
      await assert.rejects(leaked.settings.setIfAbsent("key", "late"), /has ended/)
      assert.equal(await store.settings.get("key"), undefined)
    }),
  )
  it(
    "survives many readers and writers while one is open",
    withStores(async (store, all) => {
      const counted = await store.transaction(async (inside) => {
        const waiting = race(all, (one, index) => one.settings.get(`key${index}`))
        await inside.settings.setIfAbsent("key0", String(NOW))
        return (await waiting).filter((value) => value !== undefined).length
      })
      assert.equal(counted, 0)
    }),
  )
}
