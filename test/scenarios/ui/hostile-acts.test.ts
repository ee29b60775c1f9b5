import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { accessibilityProblemsInBothColours } from "../../support/accessibility.ts"
import { BrowserPerson, skipWithoutBrowser, startBrowser } from "../../support/browser.ts"
import { takePictures } from "../../support/pictures.ts"
import { OWNER, ServerRig } from "../../support/server-rig.ts"
import { tinyProject } from "../../support/tiny-project.ts"

const PATH = `
tests:
  wrong: { directory: web, run: exit 1 }
environments:
  dev: { from: { branch: "**", when: manual }, target: local }
  uat: { from: { branch: main }, target: local }
  broken: { from: { environment: uat }, target: local, verify: [wrong] }
  production: { from: { environment: broken, when: manual }, target: local }
  mirror: { from: { environment: uat, when: manual }, target: local }
`

/** Turns the text behind it around, so that a name reads as another. */
const TURN = "\u202e"
const BRANCH = "feature/<script>alert(1)<script>"
const SUBJECT = `<img src=x onerror=alert(1)> ${TURN}dnammoc`
const REASON = `<script>alert(2)</script> ${TURN}nosaer`

describe("what others write, in drawers and dialogs", { skip: skipWithoutBrowser }, () => {
  test("is text, with what is not seen made visible, and a refusal is shown where it was asked for", async (t) => {
    const rig = await ServerRig.startAtOwnPort(t, tinyProject(t, PATH))
    rig.project.write({ "web/content": "hostile" })
    rig.project.git("commit", "--quiet", "--all", `--message=${SUBJECT}`, `--author=M${TURN}allory <m@example.com>`)
    await rig.pushed("main")
    rig.project.git("branch", BRANCH)
    await rig.pushed(BRANCH)
    const person = await BrowserPerson.open(await startBrowser(t), rig.url)
    await person.signIn(await rig.tokenOf(OWNER))
    const { page } = person

    await page.goto("/?at=mirror")
    const drawer = page.getByRole("dialog", { name: "mirror", exact: true })
    await drawer.getByText("<img src=x onerror=alert(1)>").first().waitFor()
    await drawer.getByText("U+202E").first().waitFor()
    await drawer.getByRole("button", { name: "Reject" }).click()
    const dialog = page.getByRole("dialog", { name: "Reject this release everywhere?" })
    await dialog.getByText("uat goes on running it").waitFor()
    await dialog.getByLabel("Reason").fill(REASON)

    // Somebody else is faster: what the server says to it is shown in the dialog, which stays.
    const { deployed } = await rig.environment("uat")
    await page.route("**/api/v1/rejections", async (route) => {
      await rig.end("SIGTERM")
      await route.continue()
    })
    await dialog.getByRole("button", { name: "Reject" }).click()
    await dialog.getByRole("alert").getByText("The server cannot be reached").waitFor()
    assert.equal(await dialog.getByLabel("Reason").inputValue(), REASON, "nothing has to be written again")
    await page.unroute("**/api/v1/rejections")
    await rig.upAtOwnPort()
    await page.getByText("Live", { exact: true }).waitFor()
    assert.deepEqual(await accessibilityProblemsInBothColours(page), [])
    await dialog.getByRole("button", { name: "Reject" }).click()
    await dialog.waitFor({ state: "detached" })
    await drawer.getByText("rejected", { exact: true }).first().waitFor()
    await drawer.getByText("<script>alert(2)</script>").first().waitFor()
    await drawer.getByRole("button", { name: "Let it enter again" }).waitFor()
    await takePictures(page, "cell-rejected")

    await page.goto(`/?at=production&release=${deployed?.release}`)
    await page.getByRole("dialog", { name: "production" }).getByText("failed", { exact: true }).first().waitFor()
    await takePictures(page, "cell-failed")
    await page.goto("/deploy/dev")
    await page.getByText(BRANCH).first().waitFor({ state: "attached" })
    assert.equal(await page.locator("img[onerror], script:not([src])").count(), 0)
    assert.deepEqual(person.complaints, [])
  })
})
