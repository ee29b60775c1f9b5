import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { skipWithoutBrowser } from "../../support/browser.ts"
import { actBy, openAs } from "../../support/browser-acts.ts"
import { takePictures } from "../../support/pictures.ts"
import { ServerRig } from "../../support/server-rig.ts"
import { answered, twoServices, version } from "../../support/two-colours.ts"

const MANUAL = `
people:
  carol: { emails: [carol@example.com], roles: [on-call] }
rights: { switch: on-call }
environments:
  live: { from: { branch: main }, target: local, strategy: { kind: blue-green, switch: manual, keep: 1h } }
`

describe("what stands by, in a browser", { skip: skipWithoutBrowser }, () => {
  test("is shown beside what serves, and takes over when whoever may says so", async (t) => {
    const rig = await ServerRig.start(t, twoServices(t, MANUAL))
    await rig.pushed("main")
    await rig.succeed("switch", "live")
    rig.project.commit(version("second"))
    await rig.pushed("main")

    const bob = await openAs(t, rig, "bob")
    await bob.page.goto("/?at=live")
    await bob.page.getByText("bob does not have the role on-call – ask carol or olivia").first().waitFor()
    assert(await bob.page.getByRole("button", { name: "Switch", exact: true }).isDisabled())

    const { page, complaints } = await openAs(t, rig, "carol")
    await page.goto("/?at=live")
    await page.getByText("stands by", { exact: true }).first().waitFor()
    await page.getByRole("button", { name: "Switch", exact: true }).click()
    const dialog = page.getByRole("dialog", { name: "Switch live?" })
    await dialog.getByText(/^live is served by release .*, which runs already as green$/).waitFor()
    await dialog.getByText(/^what serves now is kept beside it for 1 ?h/).waitFor()
    await takePictures(page, "confirm-switch")
    await page.keyboard.press("Escape")
    assert.equal((await answered(rig, "live")).front, "first")
    await actBy(page, "Switch")
    await page.getByText("kept", { exact: true }).first().waitFor()
    assert.equal((await answered(rig, "live")).front, "second")
    assert.deepEqual(complaints, [])
  })
})
