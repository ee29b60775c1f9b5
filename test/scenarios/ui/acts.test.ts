import assert from "node:assert/strict"
import { describe, type TestContext, test } from "node:test"
import type { Page } from "playwright-core"
import { accessibilityProblems } from "../../support/accessibility.ts"
import { BrowserPerson, skipWithoutBrowser, startBrowser } from "../../support/browser.ts"
import { takePictures } from "../../support/pictures.ts"
import { ServerRig } from "../../support/server-rig.ts"
import { tinyProject } from "../../support/tiny-project.ts"

const PATH = `
people:
  alice: { emails: [alice@example.com], roles: [manager] }
  bob: { emails: [bob@example.com], roles: [manager] }
  carol: { emails: [carol@example.com], roles: [on-call] }
rights: { hold: on-call, rollback: on-call }
gates:
  board: { approval: { role: manager, count: 2 } }
tests:
  smoke: { directory: web, run: node -e 0 }
environments:
  uat: { from: { branch: main }, target: local, verify: [smoke] }
  production:
    from: { environment: uat, when: manual }
    target: local
    gates: [board]
    verify: [smoke]
    variables: { LEVEL: info }
`

/** Somebody's page, signed in, with animations off and axe at hand in both colours. */
async function open(t: TestContext, rig: ServerRig, person: string): Promise<BrowserPerson> {
  const opened = await BrowserPerson.open(await startBrowser(t), rig.url)
  await opened.signIn(await rig.tokenOf(person))
  return opened
}

async function assertAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await accessibilityProblems(page), [], colorScheme)
  }
  await page.emulateMedia({ colorScheme: "light" })
}

/** Presses a button and confirms what it says that would happen. */
async function act(page: Page, button: string, reason?: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click()
  const dialog = page.getByRole("dialog", { name: /\?$/ })
  if (reason !== undefined) await dialog.getByRole("textbox").fill(reason)
  await dialog.getByRole("button", { name: button, exact: true }).click()
  await dialog.waitFor({ state: "detached" })
}

describe("acts in a browser", { skip: skipWithoutBrowser }, () => {
  test("a release goes to production by clicks only, with the yes of two people", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH))
    await rig.pushed("main")
    const alice = await open(t, rig, "alice")
    const { page } = alice
    await page.getByRole("link", { name: "web in production" }).click()
    const drawer = page.getByRole("dialog", { name: "production" })
    await drawer.getByText("Nothing is deployed yet.").waitFor()
    await drawer.getByText("verified in uat", { exact: false }).first().waitFor()
    assert.equal(new URL(page.url()).search, "?at=production&service=web")
    await drawer.getByText('LEVEL: "info", new').waitFor()
    await drawer.getByText("board", { exact: true }).waitFor()
    await assertAccessible(page)
    await takePictures(page, "cell")

    await page.getByRole("button", { name: "Promote" }).click()
    const dialog = page.getByRole("dialog", { name: "Promote to production?" })
    await dialog.getByText(/^release \w{12} \(commit \w{12}\) is asked for in production$/).waitFor()
    await dialog.getByText(/waits for board \(needs the approval of 2/).waitFor()
    await assertAccessible(page)
    await takePictures(page, "confirm-promote")
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "detached" })
    await drawer.getByText("Nobody has asked for it yet. Its gates are shown as if you did.").waitFor()
    assert.equal((await rig.environment("production")).promotions.length, 0, "thinking about it does nothing")
    await act(page, "Promote")

    await act(page, "Approve: board", "seen")
    await drawer.getByText("approved by alice; needs the approval of 1 with role manager").waitFor()
    await act(page, "Take back my approval: board")
    await drawer.getByText("needs the approval of 2 with role manager", { exact: true }).waitFor()
    await act(page, "Approve: board")

    const bob = await open(t, rig, "bob")
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

  test("who is on call holds, resumes and rolls back; others are told whom to ask", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH.replace("gates: [board]", "gates: []")))
    await rig.pushed("main")
    await rig.succeed("promote", "uat", "production")
    rig.project.commit({ "web/content": "second" })
    await rig.pushed("main")
    await rig.succeed("promote", "uat", "production")

    const alice = await open(t, rig, "alice")
    await alice.page.goto("/?at=production")
    await alice.page.getByText("alice does not have the role on-call – ask carol or olivia").first().waitFor()
    assert(await alice.page.getByRole("button", { name: "Roll back" }).isDisabled())

    const carol = await open(t, rig, "carol")
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
    await alice.page.getByText("held by carol: moving the database").first().waitFor()
    await act(page, "Resume")
    await alice.page.getByText("held by carol: moving the database").first().waitFor({ state: "detached" })

    await act(page, "Roll back", "orders fail")
    await rig.serves("production", "first")
    await page.getByRole("dialog").getByText("rolled back by carol: orders fail").waitFor()
    await takePictures(alice.page, "cell-held")
    await act(page, "Verify again")

    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.locator("a:focus", { hasText: "production" }).waitFor()
    assert.deepEqual([...alice.complaints, ...carol.complaints], [])
  })
})
