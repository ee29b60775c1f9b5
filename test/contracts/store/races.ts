import assert from "node:assert/strict"
import { it } from "node:test"
import { beginDeployment } from "../../../src/app/server/begin-deployment.ts"
import type { NewDeployment } from "../../../src/ports/store/environment-store.ts"
import type { Store } from "../../../src/ports/store/store.ts"
import { numbers } from "../../support/numbers.ts"
import type { WithStores } from "../store-contract.ts"
import { NOW, newPromotion, prepareDeployment } from "../store-samples.ts"

const CLIENTS = 50
const ATTEMPTS = 2000
const PROMOTIONS = 200

interface Seen {
  readonly begun: { readonly id: number; readonly fence: number; readonly promotion: number | null }[]
  readonly overlaps: string[]
  pinnedEntries: number
}

/** One client: begins promotions as they come, ends what it has begun, or pins and resumes. */
async function client(
  store: Store,
  random: () => number,
  { prepared, promotions }: { readonly prepared: NewDeployment; readonly promotions: readonly number[] },
  seen: Seen,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS / CLIENTS; attempt++) {
    const choice = random()
    if (choice < 0.1) {
      const pinned = choice < 0.05 ? "held" : null
      await store.environments.update("uat", { pinned })
      continue
    }
    const promotion = promotions[Math.floor(random() * promotions.length)] ?? null
    const begun = await store.transaction(async (inside) => {
      if ((await inside.environments.get("uat"))?.pinned !== null) return undefined
      const { fence: _, ...wanted } = { ...prepared, promotion }
      if (promotion === null || (await inside.promotions.get(promotion))?.state !== "waiting") return undefined
      const result = await beginDeployment(inside, wanted)
      if (!result.ok) return undefined
      await inside.promotions.move(promotion, ["waiting"], "deploying", null)
      if ((await inside.environments.get("uat"))?.pinned !== null) seen.pinnedEntries++
      return result.value
    })
    if (!begun) continue
    seen.begun.push(begun)
    const others = (await store.environments.unfinishedDeployments()).filter(({ id }) => id !== begun.id)
    if (others.length > 0) seen.overlaps.push(`${begun.id} with ${others.map(({ id }) => id).join()}`)
    const status = random() < 0.7 ? "succeeded" : "failed"
    const outcome = { status, endedAt: NOW, message: null } as const
    assert.equal(await store.environments.finishDeployment(begun.id, begun.fence, outcome), true)
  }
}

/** What many servers do to one environment at once. */
export function testRaces(withStores: WithStores): void {
  it(
    "lets one of many deploy to an environment at a time, each promotion once, and never with an old fence",
    withStores(async (store, all) => {
      const prepared = await prepareDeployment(store)
      const promotions: number[] = []
      for (let count = 0; count < PROMOTIONS; count++) {
        const commit = count.toString(16).padStart(40, "0")
        promotions.push((await store.promotions.request(newPromotion(prepared.release, { commit }))).id)
      }
      const seen: Seen = { begun: [], overlaps: [], pinnedEntries: 0 }
      const clients = Array.from({ length: CLIENTS }, (_, index) => {
        return client(all[index % all.length] ?? store, numbers(index + 1), { prepared, promotions }, seen)
      })
      await Promise.all(clients)

      assert.deepEqual(seen.overlaps, [])
      assert.equal(seen.pinnedEntries, 0)
      assert(seen.begun.length > 10, `only ${seen.begun.length} have begun`)
      assert.equal(new Set(seen.begun.map(({ promotion }) => promotion)).size, seen.begun.length)
      const deployments = (await store.environments.deployments("uat", 10_000)).toReversed()
      assert.deepEqual(
        deployments.map(({ id }) => id),
        seen.begun.map(({ id }) => id).sort((a, b) => a - b),
      )
      const fences = deployments.map(({ fence }) => fence)
      assert.deepEqual(
        fences,
        [...new Set(fences)].sort((a, b) => a - b),
        "each fence is newer than the one before",
      )
      const newest = deployments.findLast(({ status }) => status === "succeeded")
      assert.equal((await store.environments.get("uat"))?.current, newest?.id)
    }),
  )
}
