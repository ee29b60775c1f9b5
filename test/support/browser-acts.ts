import type { TestContext } from "node:test"
import type { Page } from "playwright-core"
import { BrowserPerson, startBrowser } from "./browser.ts"
import type { ServerRig } from "./server-rig.ts"

/** Rules with two managers, somebody on call, and a production that people promote to. */
export const TEAM_PATH = `
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

/** Somebody's browser, signed in. */
export async function openAs(t: TestContext, rig: ServerRig, person: string): Promise<BrowserPerson> {
  const opened = await BrowserPerson.open(await startBrowser(t), rig.url)
  await opened.signIn(await rig.tokenOf(person))
  return opened
}

/** Presses a button and confirms what it says that would happen. */
export async function actBy(page: Page, button: string, reason?: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click()
  const dialog = page.getByRole("dialog", { name: /\?$/ })
  if (reason !== undefined) await dialog.getByRole("textbox").fill(reason)
  await dialog.getByRole("button", { name: button, exact: true }).click()
  await dialog.waitFor({ state: "detached" })
}
