import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { skipWithoutBrowser } from "../../support/browser.ts"
import { actBy, openAs, TEAM_PATH } from "../../support/browser-acts.ts"
import { takePictures } from "../../support/pictures.ts"
import { ServerRig } from "../../support/server-rig.ts"
import { tinyProject } from "../../support/tiny-project.ts"

describe("holds and rollbacks in a browser", { skip: skipWithoutBrowser }, () => {
  test("who is on call holds, resumes and rolls back; others are told whom to ask", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, TEAM_PATH.replace("gates: [board]", "gates: []")))
    await rig.pushed("main")
    await rig.succeed("promote", "uat", "production")
    rig.project.commit({ "web/content": "second" })
    await rig.pushed("main")
    await rig.succeed("promote", "uat", "production")

    const alice = await openAs(t, rig, "alice")
    await alice.page.goto("/?at=production")
    await alice.page.getByText("alice does not have the role on-call – ask carol or olivia").first().waitFor()
    assert(await alice.page.getByRole("button", { name: "Roll back" }).isDisabled())

    const carol = await openAs(t, rig, "carol")
    const { page } = carol
    await page.goto("/")
    // By keys alone: to the environment, into the drawer, and to the button.
    const name = page.getByRole("link", { name: "production", exact: true })
    await name.focus()
    await page.keyboard.press("Enter")
    const hold = page.getByRole("button", { name: "Hold", exact: true })
    await hold.waitFor()
    await hold.focus()
    await page.keyboard.press("Enter")
    const dialog = page.getByRole("dialog", { name: "Hold production?" })
    await dialog.getByText(/^nothing enters production until somebody resumes it/).waitFor()
    assert(await dialog.getByRole("button", { name: "Hold" }).isDisabled(), "a hold needs a reason")
    await page.keyboard.type("moving the database")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.locator(":focus", { hasText: "Done: Hold" }).waitFor()
    await alice.page.getByText("held by carol: moving the database").first().waitFor()
    await actBy(page, "Resume")
    await alice.page.getByText("held by carol: moving the database").first().waitFor({ state: "detached" })

    await actBy(page, "Roll back", "orders fail")
    await rig.serves("production", "first")
    await page.getByRole("dialog").getByText("rolled back by carol: orders fail").waitFor()
    await takePictures(alice.page, "cell-held")
    await actBy(page, "Verify again")
    assert.match(await rig.succeed("audit", "--action", "verify"), /carol .*production/)

    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.locator("a:focus", { hasText: "production" }).waitFor()
    assert.deepEqual([...alice.complaints, ...carol.complaints], [])
  })
})
