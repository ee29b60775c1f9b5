import assert from "node:assert/strict"
import { it } from "node:test"
import { race, type WithStores } from "../store-contract.ts"
import { createEnvironment, NOW, prepareDeployment } from "../store-samples.ts"

const SUCCEEDED = { status: "succeeded", endedAt: NOW, message: null } as const

export function testDeployments(withStores: WithStores): void {
  it(
    "lets a deployment stand by, and end from there",
    withStores(async (store) => {
      const { environments } = store
      const prepared = { ...(await prepareDeployment(store)), colour: "blue" } as const
      const deployment = await environments.createDeployment(prepared)
      assert.ok(deployment)
      assert.equal(await environments.standBy(deployment.id, prepared.fence + 1), false)
      assert.equal(await environments.standBy(deployment.id, prepared.fence), true)
      assert.equal(await environments.standBy(deployment.id, prepared.fence), false)
      assert.deepEqual(await environments.unfinishedDeployments(), [{ ...deployment, status: "waiting" }])
      assert.equal((await environments.get("uat"))?.current, null)
      assert.equal(await environments.finishDeployment(deployment.id, prepared.fence, SUCCEEDED), true)
      assert.equal((await environments.get("uat"))?.current, deployment.id)
    }),
  )
  it(
    "makes a succeeded deployment the current one",
    withStores(async (store) => {
      const { environments } = store
      const prepared = await prepareDeployment(store)
      const first = await environments.createDeployment(prepared)
      const second = await environments.createDeployment(prepared)
      assert.ok(first && second)
      const fresh = { status: "running", verification: null, endedAt: null, message: null }
      assert.deepEqual(first, { id: first.id, ...prepared, ...fresh })
      assert.deepEqual(await environments.unfinishedDeployments(), [first, second])
      assert.equal(await environments.finishDeployment(first.id, prepared.fence, SUCCEEDED), true)
      const failed = { status: "failed", endedAt: NOW, message: "unhealthy" } as const
      assert.equal(await environments.finishDeployment(second.id, prepared.fence, failed), true)
      assert.equal((await environments.get("uat"))?.current, first.id)
      await environments.setVerification(first.id, "running")
      assert.deepEqual(await environments.getDeployment(first.id), { ...first, ...SUCCEEDED, verification: "running" })
      assert.deepEqual(await environments.deployments("uat", 1), [{ ...second, ...failed }])
      assert.deepEqual(await environments.unfinishedDeployments(), [])
      assert.equal(await environments.standBy(first.id, prepared.fence), false)
      assert.equal(await environments.getDeployment(99), undefined)
    }),
  )
  it(
    "refuses a stale fence everywhere",
    withStores(async (store) => {
      const { environments } = store
      const stale = await prepareDeployment(store)
      const deployment = await environments.createDeployment(stale)
      assert.ok(deployment)
      const fence = await environments.takeFence("uat")
      assert.ok(fence)
      assert.equal(await environments.createDeployment(stale), undefined)
      assert.equal(await environments.finishDeployment(deployment.id, stale.fence, SUCCEEDED), false)
      assert.equal(await environments.finishDeployment(deployment.id, fence + 1, SUCCEEDED), false)
      const image = stale.release
      const instance = { instance: "i", environment: "uat", service: "web", deployment: deployment.id, image }
      const saved = { ...instance, pid: 1, startedAt: "1", port: 1, secrets: null, state: "starting" } as const
      assert.equal(await environments.saveInstance(saved, stale.fence), false)
      assert.deepEqual(await environments.instances(), [])
      assert.equal((await environments.get("uat"))?.current, null)
      assert.equal(await environments.saveInstance(saved, fence), true)
      assert.equal(await environments.saveInstance({ ...saved, state: "serving" }, fence), true)
      assert.deepEqual(await environments.instances("uat"), [{ ...saved, state: "serving" }])
      assert.equal(await environments.finishDeployment(deployment.id, fence, SUCCEEDED), true)
      await environments.removeInstance("i")
      assert.deepEqual(await environments.instances(), [])
    }),
  )
  it(
    "refuses an environment or release that does not exist",
    withStores(async (store) => {
      const prepared = await prepareDeployment(store)
      assert.equal(await store.environments.createDeployment({ ...prepared, environment: "none" }), undefined)
      await assert.rejects(store.environments.createDeployment({ ...prepared, release: `sha256:${"0".repeat(64)}` }))
    }),
  )
  it(
    "ends a deployment once",
    withStores(async (store, all) => {
      const prepared = await prepareDeployment(store)
      const deployment = await store.environments.createDeployment(prepared)
      assert.ok(deployment)
      const won = await race(all, (one, index) => {
        const outcome = { status: index % 2 === 0 ? "succeeded" : "failed", endedAt: index, message: null } as const
        return one.environments.finishDeployment(deployment.id, prepared.fence, outcome)
      })
      assert.equal(won.filter(Boolean).length, 1)
      const ended = await store.environments.getDeployment(deployment.id)
      assert.equal(ended?.endedAt, won.indexOf(true))
      const current = (await store.environments.get("uat"))?.current
      assert.equal(current, ended?.status === "succeeded" ? deployment.id : null)
    }),
  )
  it(
    "lets nobody finish with a fence that another has just taken over",
    withStores(async (store, all) => {
      for (let round = 0; round < 10; round++) {
        const name = `uat-${round}`
        await createEnvironment(store, name)
        const prepared = await prepareDeployment(store, name)
        const deployment = await store.environments.createDeployment(prepared)
        assert.ok(deployment)
        const order: string[] = []
        const [finished] = await Promise.all([
          (all[0] ?? store).environments.finishDeployment(deployment.id, prepared.fence, SUCCEEDED),
          (all[1] ?? store).environments.takeFence(name).then(async () => {
            const seen = await store.environments.getDeployment(deployment.id)
            order.push(seen?.status ?? "")
          }),
        ])
        // Whoever took the fence sees the final state: nothing of the former holder comes after.
        assert.equal((await store.environments.getDeployment(deployment.id))?.status, order[0])
        assert.equal(finished, order[0] === "succeeded")
      }
    }),
  )
}
