/** `npm run bench -- engine`: Slipway's engine beside the tools that a user would otherwise pick. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Figure } from "./figures.ts"
import { load, machineLines } from "./machine.ts"
import { measureSize } from "./measure-size.ts"
import { type BenchOptions, parseOptions, usage } from "./options.ts"
import { reportOf } from "./report.ts"
import { saveReport } from "./save-report.ts"
import { versionOf } from "./versions.ts"

const log = (line: string) => console.error(line)

async function bench({ tools, sizes, scenarios, rounds, save }: BenchOptions, signal: AbortSignal): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-bench-"))
  const [versions, absent] = [new Map<string, string>(), new Map<string, string>()]
  try {
    for (const tool of tools) {
      const version = await versionOf(tool, folder, signal)
      if (typeof version === "string") versions.set(tool.name, version)
      else absent.set(tool.name, version.message)
    }
    for (const [name, reason] of absent) log(`${name} is not measured: ${reason}`)
    const present = tools.filter(({ name }) => versions.has(name))
    const before = load()
    const figures: Figure[] = []
    for (const size of sizes) {
      const workFolder = join(folder, String(size))
      figures.push(...(await measureSize({ tools: present, size, scenarios, workFolder, rounds, log, signal })))
    }
    const machine = [...machineLines(), `load average ${before} before, ${load()} after`]
    const report = reportOf({ figures, versions, absent, machine, rounds, date: new Date().toISOString().slice(0, 10) })
    if (save) await saveReport(report, "engine")
    return report
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const stop = new AbortController()
process.once("SIGINT", () => stop.abort())
process.once("SIGTERM", () => stop.abort())

function optionsOrUsage(): BenchOptions | null {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    log(`bench: ${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}

async function main(): Promise<number> {
  const options = optionsOrUsage()
  if (!options) return 2
  try {
    console.log(await bench(options, stop.signal))
    return 0
  } catch (error) {
    if (!stop.signal.aborted) throw error
    log("bench: stopped")
    return 130
  }
}

process.exitCode = await main()
