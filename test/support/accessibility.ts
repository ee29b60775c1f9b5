import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { AxeResults } from "axe-core"
import type { Page } from "playwright-core"

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** Colours on their way to others have no contrast of their own. What moves for ever is not waited for. */
const AT_REST = `new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)).then(() =>
  Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
    .map((one) => one.finished)))`

/** What axe finds wrong on a page, a line each. It comes in by the debugger, which the page's own policy does not stop. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(AT_REST)
  await page.evaluate(source)
  const { violations } = (await page.evaluate("axe.run()")) as AxeResults
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" | ")}`)
}

/** The same, in light and in dark colours; light afterwards. */
export async function accessibilityProblemsInBothColours(page: Page): Promise<readonly string[]> {
  const problems: string[] = []
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: "attached" })
    problems.push(...(await accessibilityProblems(page)).map((problem) => `${colorScheme}: ${problem}`))
  }
  return problems
}
