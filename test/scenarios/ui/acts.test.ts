import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { accessibilityProblemsInBothColours } from "../../support/accessibility.ts"
import { skipWithoutBrowser } from "../../support/browser.ts"
import { actBy, openAs, TEAM_PATH } from "../../support/browser-acts.ts"
import { takePictures } from "../../support/pictures.ts"
import { ServerRig } from "../../support/server-rig.ts"
import { tinyProject } from "../../support/tiny-project.ts"

describe("acts in a browser", { skip: skipWithoutBrowser }, () => {
  test("a release goes to production by clicks only, with the yes of two people", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, TEAM_PATH))
    await rig.pushed("main")
    const alice = await openAs(t, rig, "alice")
    const { page } = alice
    await page.getByRole("link", { name: "web in production" }).click()
    const drawer = page.getByRole("dialog", { name: "production" })
    await drawer.getByText("Nothing is deployed yet.").waitFor()
    await drawer.getByText("verified in uat", { exact: false }).first().waitFor()
    assert.equal(new URL(page.url()).search, "?at=production&service=web")
    await drawer.getByText('LEVEL: "info", new').waitFor()
    await drawer.getByText("board", { exact: true }).waitFor()
    assert.deepEqual(await accessibilityProblemsInBothColours(page), [])
    await takePictures(page, "cell")

    await page.getByRole("button", { name: "Promote" }).click()
    const dialog = page.getByRole("dialog", { name: "Promote to production?" })
    await dialog.getByText(/^release \w{12} \(commit \w{12}\) is asked for in production$/).waitFor()
    await dialog.getByText(/waits for board \(needs the approval of 2/).waitFor()
    assert.deepEqual(await accessibilityProblemsInBothColours(page), [])
    await takePictures(page, "confirm-promote")
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "detached" })
    await page.locator("button:focus", { hasText: "Promote" }).waitFor()
    await drawer.getByText("Nobody has asked for it yet. Its gates are shown as if you did.").waitFor()
    assert.equal((await rig.environment("production")).promotions.length, 0, "thinking about it does nothing")
    await actBy(page, "Promote")

    await actBy(page, "Approve: board", "seen")
    await drawer.getByText("approved by alice; needs the approval of 1 with role manager", { exact: true }).waitFor()
    await actBy(page, "Take back my approval: board")
    await drawer.getByText("needs the approval of 2 with role manager", { exact: true }).waitFor()
    await actBy(page, "Approve: board")

    const bob = await openAs(t, rig, "bob")
    await bob.page.setViewportSize({ width: 390, height: 844 })
    await bob.page.goto(page.url())
    await bob.page.getByRole("button", { name: "Approve: board" }).click()
    await bob.page.getByText("all gates are open then: it enters production at once").waitFor()
    await bob.page.getByText(/^web is started with image \w{12}$/).waitFor()
    await takePictures(bob.page, "confirm-approve")
    await bob.page
      .getByRole("dialog", { name: /^Approve/ })
      .getByRole("button", { name: "Approve: board" })
      .click()
    await drawer.getByText("verified", { exact: true }).waitFor()
    await drawer.getByText("Nothing is deployed yet.").waitFor({ state: "detached" })
    await rig.serves("production", "first")

    await page.goBack()
    await drawer.waitFor({ state: "detached" })
    assert.deepEqual([...alice.complaints, ...bob.complaints], [])
  })
})
