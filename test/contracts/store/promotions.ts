import assert from "node:assert/strict"
import { it } from "node:test"
import { race, type WithStores } from "../store-contract.ts"
import { NOW, newPromotion, recordRelease } from "../store-samples.ts"

export function testPromotions(withStores: WithStores): void {
  it(
    "keeps one open promotion of a release and commit into an environment",
    withStores(async (store, all) => {
      const release = await recordRelease(store)
      const requested = await race(all, (one, index) => one.promotions.request(newPromotion(release, { wayIn: index })))
      assert.equal(new Set(requested.map(({ id }) => id)).size, 1)
      const { promotions } = store
      const [first] = requested
      assert.ok(first)
      assert.deepEqual(first, {
        id: first.id,
        ...newPromotion(release, { wayIn: first.wayIn }),
        state: "waiting",
        choice: null,
        note: null,
        supersededBy: null,
        supersededAt: null,
      })
      const elsewhere = await promotions.request(newPromotion(release, { environment: "staging" }))
      const ofAnother = await promotions.request(newPromotion(release, { commit: "d".repeat(40) }))
      assert.deepEqual(await promotions.open(), [first, elsewhere, ofAnother])
      const choice = { mocks: ["crm"], parts: { web: "e".repeat(40) } }
      const chosen = await promotions.request(newPromotion(release, { choice, environment: "dev" }))
      assert.deepEqual([chosen.choice, await promotions.get(chosen.id)], [choice, chosen])
      assert.equal((await promotions.request(newPromotion(release, { choice, environment: "dev" }))).id, chosen.id)
      assert.notEqual((await promotions.request(newPromotion(release, { environment: "dev" }))).id, chosen.id)
      assert.deepEqual(await promotions.open("uat"), [first, ofAnother])
      assert.deepEqual(await promotions.open("staging"), [elsewhere])
      assert.equal(await promotions.move(first.id, ["waiting"], "deploying", null), true)
      assert.equal((await promotions.request(newPromotion(release))).id, first.id)
      assert.equal(await promotions.move(first.id, ["waiting", "deploying"], "deployed", "done"), true)
      const again = await promotions.request(newPromotion(release))
      assert.notEqual(again.id, first.id)
      assert.deepEqual(await promotions.get(first.id), { ...first, state: "deployed", note: "done" })
      assert.equal((await promotions.ofRelease(release)).length, 6)
      assert.deepEqual(
        (await promotions.latest("uat", 2)).map(({ id }) => id),
        [again.id, ofAnother.id],
      )
      await promotions.setNote(first.id, "waits again")
      assert.equal((await promotions.get(first.id))?.note, "done")
      await promotions.setNote(again.id, "waits for alice")
      assert.equal((await promotions.get(again.id))?.note, "waits for alice")
      assert.equal(await promotions.get(99), undefined)
    }),
  )
  it(
    "lets a newer one take the place of one that waits, and of no other",
    withStores(async (store) => {
      const release = await recordRelease(store)
      const older = await store.promotions.request(newPromotion(release))
      const newer = await store.promotions.request(newPromotion(release, { commit: "d".repeat(40) }))
      const superseding = { by: newer.id, at: NOW + 1, note: "by a newer one" }
      assert.equal(await store.promotions.supersede(older.id, superseding), true)
      assert.deepEqual(await store.promotions.get(older.id), {
        ...older,
        state: "superseded",
        note: "by a newer one",
        supersededBy: newer.id,
        supersededAt: NOW + 1,
      })
      assert.equal(await store.promotions.supersede(older.id, superseding), false)
      await store.promotions.move(newer.id, ["waiting"], "deploying", null)
      assert.equal(await store.promotions.supersede(newer.id, superseding), false)
      assert.equal((await store.promotions.get(newer.id))?.state, "deploying")
    }),
  )
  it(
    "moves on for the fastest only",
    withStores(async (store, all) => {
      const { id } = await store.promotions.request(newPromotion(await recordRelease(store)))
      const won = await race(all, (one, index) => one.promotions.move(id, ["waiting"], "deploying", String(index)))
      assert.equal(won.filter(Boolean).length, 1)
      assert.equal((await store.promotions.get(id))?.note, String(won.indexOf(true)))
      assert.equal(await store.promotions.move(id, [], "failed", null), false)
      assert.equal(await store.promotions.move(99, ["waiting"], "failed", null), false)
    }),
  )
}
