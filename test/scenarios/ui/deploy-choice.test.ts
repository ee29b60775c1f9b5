import assert from "node:assert/strict"
import { describe, test } from "node:test"
import type { Locator } from "playwright-core"
import { accessibilityProblemsInBothColours } from "../../support/accessibility.ts"
import { BrowserPerson, skipWithoutBrowser, startBrowser } from "../../support/browser.ts"
import { mockedProject } from "../../support/mocked-project.ts"
import { takePictures } from "../../support/pictures.ts"
import { ServerRig } from "../../support/server-rig.ts"

const ENVIRONMENTS = `
environments:
  dev: { from: { branch: "**", when: manual }, target: local, verify: [answers] }
  qa: { from: { environment: dev }, target: local }
`

describe("the press of a button", { skip: skipWithoutBrowser }, () => {
  test("puts any branch's image per service into an environment, mocks beside it, and shows the tests", async (t) => {
    const rig = await ServerRig.start(t, mockedProject(t, ENVIRONMENTS))
    await rig.pushed("main")
    rig.project.git("checkout", "--quiet", "-b", "feature/web")
    rig.project.commit({ "web/content": "new" })
    await rig.pushed("feature/web")
    const person = await BrowserPerson.open(await startBrowser(t), rig.url)
    await person.signIn(await rig.tokenOf("alice"))
    const { page } = person

    await page.getByRole("link", { name: "dev", exact: true }).click()
    await page.getByRole("link", { name: "Choose what runs here, service by service" }).click()
    await page.getByRole("heading", { name: "Choose what runs in dev" }).waitFor()
    const release = page.getByLabel("Release", { exact: true })
    await release.selectOption({ label: await optionOf(release, "built from main") })
    const web = page.getByLabel("web", { exact: true })
    await web.selectOption({ label: await optionOf(web, "built from feature/web") })
    await page.getByLabel("Mock instead of crm").check()
    await page.getByText(/^A mixture: no single commit has built these images/).waitFor()
    await page.getByText(/^crm: \w{12}, new \(its mock runs\)$/).waitFor()
    assert.deepEqual(await accessibilityProblemsInBothColours(page), [])
    await takePictures(page, "deploy")
    assert.equal((await rig.environment("dev")).deployed, null, "looking at it does nothing")

    await page.getByRole("button", { name: "Deploy to dev" }).click()
    const progress = page.getByRole("region", { name: "Progress" })
    await progress.getByText("verified", { exact: true }).waitFor()
    await progress
      .getByRole("log")
      .getByText(/answers/)
      .first()
      .waitFor()
    await rig.serves("dev", "new", "web")
    await rig.serves("dev", "mock", "crm")
    await takePictures(page, "deploy-progress")

    await page.goto("/deploy/qa")
    await page.getByText("What runs in qa is not for people to choose").waitFor()
    await page.goto("/deploy/nowhere")
    await page.getByRole("alert").getByText("there is no environment 'nowhere'").waitFor()
    assert.deepEqual(person.complaints, [])
  })
})

async function optionOf(select: Locator, text: string): Promise<string> {
  const options = select.locator("option", { hasText: text })
  await options.first().waitFor({ state: "attached" })
  return (await options.first().textContent()) ?? ""
}
