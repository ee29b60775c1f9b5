import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { skipWithoutBrowser } from "../../support/browser.ts"
import { actBy, openAs } from "../../support/browser-acts.ts"
import { takePictures } from "../../support/pictures.ts"
import { ServerRig } from "../../support/server-rig.ts"
import { tinyProject } from "../../support/tiny-project.ts"

const PATH = `
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: manual }, target: local }
`

describe("what could be next, in a browser", { skip: skipWithoutBrowser }, () => {
  test("is the newest few until all are asked for, and which one is looked at is in the address", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH))
    await rig.pushed("main")
    for (const content of ["second", "third", "fourth", "fifth"]) {
      rig.project.commit({ "web/content": content })
      await rig.pushed("main")
    }
    const { page, complaints } = await openAs(t, rig, "alice")
    await page.goto("/?at=production")
    const drawer = page.getByRole("dialog", { name: "production", exact: true })
    const candidates = drawer.getByRole("button", { name: /verified in uat$/ })
    await candidates.first().waitFor()
    assert.equal(await candidates.count(), 3)
    await actBy(page, "Promote")
    await rig.serves("production", "fifth")

    await drawer.getByRole("button", { name: "Show all 4" }).click()
    await candidates.last().click()
    await drawer.getByRole("list", { name: "Commits that it takes back" }).getByRole("listitem").first().waitFor()
    assert.equal(
      await drawer.getByRole("list", { name: "Commits that it takes back" }).getByRole("listitem").count(),
      4,
    )
    assert.match(new URL(page.url()).search, /^\?at=production&release=sha256%3A[0-9a-f]{64}$/)
    await takePictures(page, "cell-older")
    await page.reload()
    await drawer.getByRole("list", { name: "Commits that it takes back" }).waitFor()
    assert.equal(await candidates.count(), 4, "the one that is looked at is always among them")
    await page.goto("/?at=nowhere")
    await page.getByText("There is no environment “nowhere” any more.").waitFor()
    assert.deepEqual(complaints, [])
  })
})
