import assert from "node:assert/strict"
import { it } from "node:test"
import type { Colour } from "../../../src/core/deployment/colour.ts"
import { race, type WithStores } from "../store-contract.ts"
import { createEnvironment, NOW, prepareDeployment } from "../store-samples.ts"

export function testEnvironments(withStores: WithStores): void {
  it(
    "creates an environment once and changes it",
    withStores(async (store, all) => {
      const created = await race(all, (one) => createEnvironment(one, "preview-1"))
      assert.equal(created.filter(Boolean).length, 1)
      await createEnvironment(store, "preview-0")
      const { environments } = store
      await environments.update("preview-1", { pinned: "rolled back", kept: "for a demo", expiresAt: NOW })
      await environments.update("preview-1", {})
      assert.deepEqual(await environments.get("preview-1"), {
        name: "preview-1",
        template: "preview",
        branch: "feature/x",
        createdAt: NOW,
        expiresAt: NOW,
        state: "active",
        kept: "for a demo",
        pinned: "rolled back",
        current: null,
        fence: 0,
      })
      await environments.update("preview-1", { pinned: null })
      assert.equal((await environments.get("preview-1"))?.pinned, null)
      assert.deepEqual(
        (await environments.list()).map(({ name }) => name),
        ["preview-0", "preview-1"],
      )
      assert.equal(await environments.get("unknown"), undefined)
    }),
  )
  it(
    "hands out every fence once",
    withStores(async (store, all) => {
      await createEnvironment(store, "uat")
      const fences = await race(all, (one) => one.environments.takeFence("uat"))
      assert.equal(new Set(fences).size, 20)
      assert.equal((await store.environments.get("uat"))?.fence, Math.max(...fences.map((fence) => fence ?? 0)))
      assert.equal(await store.environments.takeFence("unknown"), undefined)
    }),
  )
  it(
    "gives a port and a service's address to one",
    withStores(async (store, all) => {
      const { environments } = store
      await createEnvironment(store, "uat")
      const add = (service: string, port: number, colour: Colour | null = null) => {
        return { environment: "uat", service, colour, port }
      }
      const won = await race(all, (one, index) => one.environments.addAddress(add(`service${index}`, 4000)))
      assert.equal(won.filter(Boolean).length, 1)
      assert.equal(await environments.addAddress(add("web", 4001)), true)
      assert.equal(await environments.addAddress(add("web", 4002)), false)
      assert.equal(await environments.addAddress(add("web", 4002, "blue")), true)
      assert.equal(await environments.addAddress(add("web", 4003, "blue")), false)
      assert.equal(await environments.addAddress(add("web", 4002, "green")), false)
      assert.deepEqual((await environments.addresses("uat")).slice(1), [add("web", 4001), add("web", 4002, "blue")])
      assert.equal((await environments.addresses()).length, 3)
      assert.deepEqual(await environments.addresses("staging"), [])
    }),
  )
  it(
    "forgets what a removed environment had, but not its deployments and fences",
    withStores(async (store) => {
      const { environments } = store
      const prepared = await prepareDeployment(store)
      const deployment = await environments.createDeployment(prepared)
      assert.ok(deployment)
      const outcome = { status: "succeeded", endedAt: NOW, message: null } as const
      await environments.finishDeployment(deployment.id, prepared.fence, outcome)
      const instance = { environment: "uat", service: "web", image: prepared.release, pid: 1, startedAt: "1", port: 1 }
      const saved = { ...instance, instance: "i", deployment: deployment.id, secrets: null, state: "serving" } as const
      assert.equal(await environments.saveInstance(saved, prepared.fence), true)
      await environments.addAddress({ environment: "uat", service: "web", colour: null, port: 4000 })
      await environments.remove("uat")
      assert.equal(await environments.get("uat"), undefined)
      assert.deepEqual([await environments.instances(), await environments.addresses()], [[], []])
      assert.equal((await environments.deployments("uat", 10)).length, 1)
      assert.equal(await environments.saveInstance(saved, prepared.fence), false)
      assert.equal(await createEnvironment(store, "uat"), true)
      assert.equal(await environments.createDeployment(prepared), undefined)
      assert.ok(((await environments.takeFence("uat")) ?? 0) > prepared.fence)
    }),
  )
}
