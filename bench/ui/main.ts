/** `npm run bench -- ui`: the pages with a history that nobody has yet. */
import { spawn } from "node:child_process"
import { mkdirSync } from "node:fs"
import { rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { load, machineLines } from "../engine/machine.ts"
import { BigShop } from "./big-shop.ts"
import { fillStore } from "./fill-store.ts"
import { measurePages, type UiFigure } from "./measure-pages.ts"
import { parseOptions, type UiOptions, usage } from "./options.ts"

async function bench(options: UiOptions): Promise<string> {
  const place = join(tmpdir(), `slipway-bench-ui-${process.pid}`)
  mkdirSync(place)
  // Stands for every service: the pages ask whether it runs, and nothing else of it.
  const service = spawn("sleep", ["86400"], { stdio: "ignore" })
  try {
    const before = load()
    const shop = new BigShop(place, options.services)
    await shop.withServer(async () => shop.push())
    console.error("filling the store")
    const runs = await fillStore(shop.storeFile, options, service.pid ?? 0)
    console.error("measuring the pages")
    const figures = await shop.withServer(() => measurePages(shop.server, runs, options))
    const machine = [...machineLines(), `load average ${before} before, ${load()} after`]
    return reportOf(figures, machine, options)
  } finally {
    service.kill()
    await rm(place, { recursive: true, force: true })
  }
}

function reportOf(figures: readonly UiFigure[], machine: readonly string[], options: UiOptions): string {
  const { environments, services, releases, rounds } = options
  return [
    `${environments} environments, ${services} services, ${releases} releases; medians of ${rounds}.`,
    machine.join("; "),
    "",
    "| | measured | goal | |",
    "| --- | --- | --- | --- |",
    ...figures.map(({ title, value, unit, goal, isKept }) => {
      return `| ${title} | ${value} ${unit} | ${goal} | ${isKept ? "kept" : "missed"} |`
    }),
    "",
  ].join("\n")
}

try {
  process.stdout.write(await bench(parseOptions(process.argv.slice(2))))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.error(usage)
  process.exitCode = 2
}
