import { chromium, type Page } from "playwright-core"
import { median } from "../engine/figures.ts"
import type { FilledRuns } from "./fill-runs.ts"
import { lastJob } from "./fill-runs.ts"
import type { UiOptions } from "./options.ts"

/** What was measured, in which unit, and what it is to be. */
export interface UiFigure {
  readonly title: string
  readonly value: number
  readonly unit: "ms" | "frames/s" | "MB"
  readonly goal: string
  readonly isKept: boolean
}

/** Milliseconds that a page is scrolled for. */
const SCROLL = 2000

const program = process.env.CHROMIUM ?? "/usr/bin/chromium"

export async function measurePages(
  server: { readonly url: string; readonly token: string },
  runs: FilledRuns,
  options: UiOptions,
): Promise<readonly UiFigure[]> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : []
  const browser = await chromium.launch({ executablePath: program, args: [...sandbox, "--disable-dev-shm-usage"] })
  try {
    const page = await (await browser.newContext({ baseURL: server.url })).newPage()
    page.setDefaultTimeout(120_000)
    await page.goto("/sign-in")
    await page.getByLabel("Token", { exact: true }).fill(server.token)
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByText("Live", { exact: true }).waitFor()
    await page.getByRole("columnheader", { name: "production" }).waitFor()
    const timed = (work: () => Promise<void>) => medianTime(options.rounds, work)
    const matrix = await timed(async () => {
      await page.goto("/")
      await page.getByRole("columnheader", { name: "production" }).waitFor()
    })
    const frames = await scrolledFrames(page)
    const heap = await heapOf(page)
    const graph = await timed(async () => {
      await page.goto(`/runs/${runs.graph}`)
      await page.locator("svg title", { hasText: lastJob(options.jobs) }).waitFor({ state: "attached" })
    })
    const log = await timed(async () => {
      await page.goto(`/runs/${runs.log}?job=long`)
      await page.getByText("building module 3 of").waitFor()
    })
    const search = await timed(async () => {
      await page.goto("/runs")
      await page.getByText("Live", { exact: true }).waitFor()
      await page.getByRole("button", { name: "Search" }).click()
      await page.getByRole("combobox").fill(`v1.${options.releases - 1}`)
      await page.getByRole("option").first().waitFor()
    })
    return [
      atMost("matrix: first useful paint", matrix, 1000),
      { title: "matrix: scrolling", value: frames, unit: "frames/s", goal: "≥ 50", isKept: frames >= 50 },
      { title: "matrix: memory", value: heap, unit: "MB", goal: "< 300", isKept: heap < 300 },
      atMost(`run of ${options.jobs} jobs: drawn`, graph, 1000),
      atMost(`log of ${options.lines} lines: opened`, log, 1000),
      atMost(`search among ${options.releases} releases, with the page`, search, 2000),
    ]
  } finally {
    await browser.close()
  }
}

function atMost(title: string, value: number, most: number): UiFigure {
  return { title, value, unit: "ms", goal: `< ${most}`, isKept: value < most }
}

async function medianTime(rounds: number, work: () => Promise<void>): Promise<number> {
  await work()
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return Math.round(median(times))
}

/** Frames in a second while the page is scrolled down and up. */
async function scrolledFrames(page: Page): Promise<number> {
  const script = `new Promise((resolve) => {
    const began = performance.now()
    let frames = 0
    const step = () => {
      const time = performance.now() - began
      if (time >= ${SCROLL}) return resolve((frames * 1000) / time)
      frames++
      scrollTo(0, (document.body.scrollHeight - innerHeight) * (1 - Math.abs(1 - (2 * time) / ${SCROLL})))
      requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })`
  return Math.round((await page.evaluate(script)) as number)
}

async function heapOf(page: Page): Promise<number> {
  return Math.round(((await page.evaluate("performance.memory.usedJSHeapSize")) as number) / 1e6)
}
