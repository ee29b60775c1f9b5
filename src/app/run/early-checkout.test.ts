import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { fail, ok } from "../../core/shared/result.ts"
import { EarlyCheckout } from "./early-checkout.ts"
import type { CheckoutPorts } from "./open-checkout.ts"

/** Ports that note what is done with the one folder there is. */
function world(checkedOut = true) {
  const done: string[] = []
  const kept = { folder: "/kept/tree-1", notes: "/kept/tree-1.notes" }
  const ports: CheckoutPorts = {
    repository: {
      checkout: async () => fail("git-failed", "no"),
      checkoutAgain: async (treeish) => {
        done.push(`write ${treeish}`)
        return checkedOut ? ok(undefined) : fail("git-failed", "no")
      },
      tidy: async (_, options) => {
        done.push(`tidy ${options?.untouched ? "nothing" : "all"}`)
        return ok(undefined)
      },
    },
    workFolders: {
      acquire: async () => ok(kept),
      release: async (_, isClean) => void done.push(isClean ? "release" : "remove"),
      create: async () => ok("/checkouts/run-1"),
      remove: async () => void done.push("remove new"),
      keep: () => assert.fail("nothing is left to the user"),
    },
  }
  return { done, ports }
}

describe("a checkout that is begun early", () => {
  it("is given back untouched where nobody takes it", async () => {
    const { done, ports } = world()
    {
      await using early = new EarlyCheckout(ports, "c1")
      early.begin()
      early.begin()
    }
    assert.deepEqual(done, ["write c1", "tidy nothing", "release"])
  })

  it("is closed by whoever takes it, once", async () => {
    const { done, ports } = world()
    {
      await using early = new EarlyCheckout(ports, "c1")
      early.begin()
      const opened = await early.take()
      assert(opened?.ok)
      assert.equal(opened.value.folder, "/kept/tree-1")
      assert.equal(early.take(), undefined)
      await opened.value.close()
    }
    assert.deepEqual(done, ["write c1", "tidy all", "release"])
  })

  it("is not made where it was not begun", async () => {
    const { done, ports } = world()
    {
      await using early = new EarlyCheckout(ports, "c1")
      assert.equal(early.take(), undefined)
    }
    assert.deepEqual(done, [])
  })

  it("leaves nothing where it cannot be made", async () => {
    const { done, ports } = world(false)
    {
      await using early = new EarlyCheckout(ports, "c1")
      early.begin()
    }
    assert.deepEqual(done, ["write c1", "remove", "remove new"])
  })
})
