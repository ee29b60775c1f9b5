import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { skipWithoutBrowser } from "../../support/browser.ts"
import { actBy, openAs } from "../../support/browser-acts.ts"
import { takePictures } from "../../support/pictures.ts"
import { ServerRig } from "../../support/server-rig.ts"
import { tinyProject } from "../../support/tiny-project.ts"

const PATH = `
people:
  alice: { emails: [alice@example.com], roles: [on-call] }
gates:
  closed: { freeze: [{ from: 2020-01-01, to: 2120-01-01, reason: for good }], override: { role: on-call } }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: manual }, target: local }
  archive: { from: { environment: uat, when: manual }, target: local, gates: [closed] }
`

describe("overrides in a browser", { skip: skipWithoutBrowser }, () => {
  test("open one gate, by who may, with a reason that everybody is shown", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH))
    await rig.pushed("main")
    const { page, complaints } = await openAs(t, rig, "alice")
    await page.goto("/?at=archive")
    await page.getByText(/^Opens by itself on .* 2120/).waitFor()
    await actBy(page, "Promote")
    await page.getByRole("button", { name: "Override: closed" }).click()
    const dialog = page.getByRole("dialog", { name: "Override closed for archive?" })
    await dialog.getByText(/^closed opens for this release although it says: .*for good/).waitFor()
    await dialog.getByText("all gates are open then: it enters archive at once").waitFor()
    await takePictures(page, "confirm-override")
    await page.keyboard.press("Escape")
    await actBy(page, "Override: closed", "there is a fire")
    await rig.serves("archive", "first")
    await page.goto("/")
    await page.getByRole("link", { name: "archive", exact: true }).click()
    await page.getByText("Nothing: what was verified upstream runs here already, or nothing was.").waitFor()
    assert.match(await rig.succeed("audit", "--action", "override"), /alice .*there is a fire/)
    assert.deepEqual(complaints, [])
  })
})

describe("acts that somebody else was faster with", { skip: skipWithoutBrowser }, () => {
  test("cannot be confirmed any more, and the server's refusal is shown where the act was begun", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH))
    await rig.pushed("main")
    const { page, complaints } = await openAs(t, rig, "alice")
    await page.goto("/?at=production")
    await page.getByRole("button", { name: "Promote" }).click()
    const dialog = page.getByRole("dialog", { name: "Promote to production?" })
    const confirm = dialog.getByRole("button", { name: "Promote" })
    await dialog.getByText("all its gates are open: it enters at once").waitFor()

    // The page does not get to know what has happened meanwhile.
    await page.route("**/api/v1/acts*", (route) => route.abort())
    await rig.succeed("reject", "uat", "--reason", "orders are lost")
    await confirm.click()
    const refusal = dialog.getByRole("alert")
    await refusal.getByText(/^release \w{12} is rejected by olivia: orders are lost$/).waitFor()
    await refusal.getByText(/slipway reject \w{12} --undo/).waitFor()
    await takePictures(page, "confirm-refused")
    assert.equal((await rig.environment("production")).deployed, null)

    // Now it does: the dialog says so by itself, and takes no yes.
    await page.unroute("**/api/v1/acts*")
    await rig.succeed("reject", "uat", "--undo", "--reason", "they are not")
    await dialog.getByText("all its gates are open: it enters at once").waitFor()
    await rig.succeed("reject", "uat", "--reason", "they are")
    await dialog.getByText(/is rejected by olivia: they are/).waitFor()
    assert(await confirm.isDisabled())
    assert.deepEqual(complaints, [])
  })
})
