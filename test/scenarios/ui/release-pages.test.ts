import assert from "node:assert/strict"
import { describe, type TestContext, test } from "node:test"
import type { Page } from "playwright-core"
import { accessibilityProblems } from "../../support/accessibility.ts"
import { BrowserPerson, skipWithoutBrowser, startBrowser } from "../../support/browser.ts"
import { takePictures } from "../../support/pictures.ts"
import { OWNER, ServerRig } from "../../support/server-rig.ts"
import { tinyFiles, tinyProject } from "../../support/tiny-project.ts"

const PATH = `
people:
  boss: { emails: [boss@example.com], roles: [manager] }
gates:
  board: { approval: { role: manager } }
jobs:
  lint: { run: "true" }
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: { ttl: 72h }, target: local }
  uat: { from: { branch: main }, target: local, variables: { LOG_LEVEL: info } }
  production: { from: { environment: uat }, target: local, gates: [board] }
`

/** A branch that would be markup, and a subject that would read backwards, if anything took them for such. */
const BRANCH = "feature/<script>alert(1)<script>"
const SUBJECT = "Pay \u202eevil\u202c <img src=x onerror=alert(1)>"

async function signedIn(t: TestContext, rig: ServerRig): Promise<BrowserPerson> {
  const person = await BrowserPerson.open(await startBrowser(t), rig.url)
  await person.signIn(await rig.tokenOf(OWNER))
  return person
}

/** Opens the search by its keys; what is typed from then on is searched for. */
async function openSearch(page: Page): Promise<void> {
  await page.keyboard.press("Control+k")
  await page.locator("[role=combobox]:focus").waitFor()
}

async function assertAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await accessibilityProblems(page), [], colorScheme)
  }
}

describe("pages of releases, images and environments in a browser", { skip: skipWithoutBrowser }, () => {
  test("show the way of a release by its address, and who says what about its image", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH))
    rig.project.git("commit", "--allow-empty", "--quiet", "--message", SUBJECT)
    await rig.pushed("main")
    await rig.succeedAs("boss", "approve", "uat", "production")
    await rig.serves("production", "first")
    const { release = "" } = (await rig.environment("uat")).deployed ?? {}
    const person = await signedIn(t, rig)
    const { page } = person
    await page.goto(`/releases/${encodeURIComponent(release)}`)
    await page.getByRole("heading", { name: "Release" }).waitFor()
    const commits = page.getByRole("region", { name: "Commits" })
    await commits.getByText("U+202E").waitFor()
    await commits.getByText("<img src=x onerror=alert(1)>").waitFor()
    await page.getByRole("region", { name: "Pushes" }).getByText("main", { exact: true }).waitFor()
    await page.getByRole("region", { name: "Approvals" }).getByText("approval by boss").waitFor()
    const picture = page.locator("svg text")
    for (const text of ["✓ run", "web", "uat", "production", "boss"]) {
      await picture.getByText(text, { exact: true }).first().waitFor()
    }
    await assertAccessible(page)
    await takePictures(page, "release")

    await page.getByRole("region", { name: "Images and evidence" }).getByRole("link").click()
    await page.getByRole("heading", { name: "Image of web" }).waitFor()
    const onReleases = page.getByRole("region", { name: "About releases with it" })
    await onReleases.getByText("boss approved production").waitFor()
    await onReleases.getByText("Counts for board of production (met)").waitFor()
    await page.getByRole("region", { name: "About the image" }).getByText("where it comes from").waitFor()
    await page.getByRole("region", { name: "About the sources" }).getByText("job lint").waitFor()
    await assertAccessible(page)
    await takePictures(page, "evidence")
    assert.deepEqual(person.complaints, [])
    const traced = await rig.succeed("release", "trace", "uat")
    assert.match(
      traced,
      /commit .* Pay evil <img[\s\S]*push +refs\/heads\/main[\s\S]*approval +production board .* boss/,
    )
    const evidence = await rig.succeed("release", "evidence", "uat", "web")
    assert.match(evidence, /release +boss approved production .* counts for production\/board met/)
    assert.equal((await rig.slipway("release", "evidence", "uat", "none")).status, 2)

    await page.goto(`/images/sha256:${"0".repeat(64)}`)
    await page.getByRole("alert").getByText("nothing is known of image").waitFor()
    await page.goto("/releases/none")
    await page.getByRole("alert").getByText("there is no release 'none'").waitFor()
  })

  test("show an environment with its drift and history, take a preview down, and find all of it by the keyboard", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH))
    await rig.pushed("main")
    rig.project.git("branch", BRANCH)
    await rig.pushed(BRANCH)
    const person = await signedIn(t, rig)
    const { page } = person
    await page.goto("/environments/production")
    await page.getByText("Nothing is deployed yet").waitFor()
    await takePictures(page, "environment-empty")

    await page.goto("/environments/uat")
    await page.getByText("None: it runs as the rules of today have it.").waitFor()
    rig.project.commit(tinyFiles(PATH.replace("LOG_LEVEL: info", "LOG_LEVEL: debug"), "second"))
    await rig.succeed("hold", "uat", "--reason", "look at it")
    await rig.pushed("main")
    await page.getByText("LOG_LEVEL is debug by now; it was info").waitFor()
    await page.getByText("look at it").waitFor()
    await page.getByRole("region", { name: "History" }).getByRole("listitem").first().waitFor()
    await assertAccessible(page)
    await takePictures(page, "environment")
    assert.match(await rig.succeed("env", "show", "uat"), /drift +LOG_LEVEL is debug by now; it was info/)

    await openSearch(page)
    const dialog = page.getByRole("dialog")
    await page.keyboard.type("SCRIPT")
    await dialog.getByRole("option").first().waitFor()
    await assertAccessible(page)
    await takePictures(page, "search")
    await page.keyboard.press("Enter")
    await page.getByText("Preview of").waitFor()
    const preview = await rig.preview(BRANCH)
    await page.getByRole("heading", { name: preview.environment }).waitFor()
    await page.getByRole("button", { name: "Destroy preview" }).click()
    await dialog.getByText("web is stopped").waitFor()
    await assertAccessible(page)
    await takePictures(page, "destroy")
    await dialog.getByRole("button", { name: `Destroy ${preview.environment}` }).click()
    await page.getByText("No branch has a preview now.").waitFor()

    await openSearch(page)
    await page.keyboard.type("1")
    await dialog.getByRole("option").getByText("run 1").waitFor()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "detached" })
    assert.deepEqual(person.complaints, [])
    assert.match(await rig.succeed("search", "uat"), /environment +uat/)
  })
})
