import { existsSync } from "node:fs"
import type { TestContext } from "node:test"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { skipWithout } from "./component.ts"

/** Debian's; `CHROMIUM` names another. */
const program = [process.env.CHROMIUM ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync)

/** For `describe(name, { skip }, ...)`. */
export const skipWithoutBrowser = skipWithout("chromium", program)

/** A real browser, closed after the test. Animations are off, so that nothing has to be waited for but the page. */
export async function startBrowser(t: TestContext): Promise<Browser> {
  if (program === undefined) throw new Error("there is no chromium on this machine")
  // The sandbox cannot be had by root, which is who runs tests in containers.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : []
  const browser = await chromium.launch({ executablePath: program, args: [...sandbox, "--disable-dev-shm-usage"] })
  t.after(() => browser.close())
  return browser
}

/** Somebody's browser profile, and everything that a page complained about in it. */
export class BrowserPerson {
  readonly context: BrowserContext
  readonly page: Page
  readonly complaints: readonly string[]

  private constructor(page: Page, complaints: readonly string[]) {
    this.context = page.context()
    this.page = page
    this.complaints = complaints
  }

  static async open(browser: Browser, url: string): Promise<BrowserPerson> {
    const context = await browser.newContext({ baseURL: url, reducedMotion: "reduce", locale: "en-GB" })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on("pageerror", (error) => complaints.push(error.message))
    page.on("console", (line) => {
      if (/Content Security Policy/i.test(line.text())) complaints.push(line.text())
    })
    return new BrowserPerson(page, complaints)
  }

  /** Signs in by the form. */
  async signIn(token: string): Promise<void> {
    await this.page.goto("/")
    await this.page.getByLabel("Token", { exact: true }).fill(token)
    await this.page.getByRole("button", { name: "Sign in" }).click()
    await this.page.getByText("Live", { exact: true }).waitFor()
  }
}
