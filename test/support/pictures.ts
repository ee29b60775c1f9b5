import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { Page } from "playwright-core"

const SIZES = { wide: [1440, 900], medium: [1024, 768], phone: [390, 844] } as const

/** Shows the page in every size and both colours, as PNG files in the folder that `PICTURES` names; without it does nothing. */
export async function takePictures(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  const before = page.viewportSize()
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({
        path: join(folder, `${name}-${size}-${colorScheme}.png`),
        fullPage: true,
        animations: "disabled",
      })
    }
  }
  await page.emulateMedia({ colorScheme: "light" })
  if (before) await page.setViewportSize(before)
}
