import assert from "node:assert/strict"
import { describe, type TestContext, test } from "node:test"
import { accessibilityProblems } from "../../support/accessibility.ts"
import { BrowserPerson, skipWithoutBrowser, startBrowser } from "../../support/browser.ts"
import { takePictures } from "../../support/pictures.ts"
import { OWNER, ServerRig } from "../../support/server-rig.ts"
import { tinyProject } from "../../support/tiny-project.ts"

const PATH = `
people:
  boss: { emails: [boss@example.com], roles: [manager] }
gates:
  board: { approval: { role: manager } }
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: { ttl: 72h }, target: local }
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat }, target: local, gates: [board] }
`

/** A branch that would be markup if anything took it for such. */
const HOSTILE = "feature/<script>alert(1)<script>"

async function open(t: TestContext, rig: ServerRig): Promise<BrowserPerson> {
  return BrowserPerson.open(await startBrowser(t), rig.url)
}

describe("the matrix in a browser", { skip: skipWithoutBrowser }, () => {
  test("follows pushes without a reload, and shows what people chose as text", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH))
    const person = await open(t, rig)
    await person.signIn(await rig.tokenOf(OWNER))
    const { page } = person
    await page.getByText("There are no environments yet.").waitFor()
    await page.getByText("No branch has a preview now.").waitFor()
    assert.deepEqual(await accessibilityProblems(page), [])
    await takePictures(page, "matrix-empty")

    await rig.pushed("main")
    const uat = page.getByRole("columnheader", { name: "uat" })
    await uat.getByText(rig.project.git("rev-parse", "HEAD").slice(0, 12)).waitFor()
    await page.getByRole("cell").getByText("running").first().waitFor()
    await page.getByRole("columnheader", { name: "production" }).getByText("waiting", { exact: true }).waitFor()

    await takePictures(page, "matrix-waiting")
    rig.project.git("branch", HOSTILE)
    await rig.pushed(HOSTILE)
    await page.getByRole("listitem").getByText(HOSTILE).waitFor()
    assert.deepEqual(await accessibilityProblems(page), [])

    await takePictures(page, "matrix")
    await page.getByText("Releases", { exact: true }).click()
    await page.getByRole("table").getByText("runs", { exact: true }).waitFor()
    assert.equal(new URL(page.url()).search, "?rows=releases")
    assert.deepEqual(await accessibilityProblems(page), [])
    await takePictures(page, "matrix-releases")
    assert.deepEqual(person.complaints, [])
  })

  test("says when the connection is lost, and goes on by itself, still signed in", async (t) => {
    const rig = await ServerRig.startAtOwnPort(t, tinyProject(t, PATH))
    const person = await open(t, rig)
    await person.signIn(await rig.tokenOf(OWNER))
    const { page } = person
    await page.getByText("There are no environments yet.").waitFor()

    await rig.end("SIGTERM")
    await page.getByText("The connection to the server is lost").waitFor()
    await takePictures(page, "lost")
    await page.getByText("There are no environments yet.").waitFor()
    await rig.upAtOwnPort()
    await page.getByText("Live", { exact: true }).waitFor()
    await page.getByText("The connection to the server is lost").waitFor({ state: "detached" })
    await rig.pushed("main")
    await page.getByRole("cell").getByText("running").first().waitFor()
  })
})
