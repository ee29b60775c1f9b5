import assert from "node:assert/strict"
import { it } from "node:test"
import type { WithStores } from "../store-contract.ts"
import { newPromotion, newRun, recordRelease } from "../store-samples.ts"

export function testGateRuns(withStores: WithStores): void {
  it(
    "knows whose a gate's run is, one for each gate of a promotion",
    withStores(async (store) => {
      const release = await recordRelease(store)
      const promotion = (await store.promotions.request(newPromotion(release))).id
      const [first, second, third] = await Promise.all([0, 1, 2].map(() => store.runs.create(newRun())))
      const asked = [
        { run: first?.id ?? 0, promotion, gate: "calendar" },
        { run: second?.id ?? 0, promotion, gate: "on-call" },
      ]
      for (const one of asked) await store.gateRuns.add(one)
      assert.deepEqual(
        await store.gateRuns.ofPromotion(promotion),
        asked.toSorted((a, b) => a.run - b.run),
      )
      assert.deepEqual(await store.gateRuns.ofPromotion(promotion + 1), [])
      assert.deepEqual(await store.gateRuns.ofRun(second?.id ?? 0), asked[1])
      assert.equal(await store.gateRuns.ofRun(third?.id ?? 0), undefined)
      await assert.rejects(store.gateRuns.add({ run: third?.id ?? 0, promotion, gate: "calendar" }))
      await assert.rejects(store.gateRuns.add({ run: third?.id ?? 0, promotion: promotion + 1, gate: "calendar" }))
    }),
  )
}
