/** `npm run bench -- images`: building an image with Slipway beside what users would otherwise build it with. */
import { existsSync, mkdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startNpmRegistry } from "../../test/support/npm-registry.ts"
import { load, machineLines } from "../engine/machine.ts"
import { toolEnvironment } from "../engine/run-command.ts"
import { saveReport } from "../engine/save-report.ts"
import { makeBaseImage } from "./base-image.ts"
import { startEngine } from "./engine.ts"
import { memoryBySize } from "./memory-by-size.ts"
import { type BenchOptions, parseOptions, usage } from "./options.ts"
import { publishedPackages } from "./packages.ts"
import { removeFolder } from "./remove-folder.ts"
import { reportOf } from "./report.ts"
import { type Contender, takeTurns } from "./take-turns.ts"

const log = (line: string) => console.error(line)

async function bench(options: BenchOptions, signal: AbortSignal): Promise<string> {
  // Some builders take no folder with capital letters.
  const folder = join(tmpdir(), `slipway-bench-images-${process.pid}`)
  mkdirSync(folder)
  try {
    const { rounds, parts } = options
    const env = toolEnvironment(folder)
    mkdirSync(env.TMPDIR ?? folder, { recursive: true })
    const before = load()
    const surroundings = { env, signal }
    const builds = parts.includes("builds") ? await measureBuilds(options, folder, surroundings) : noBuilds
    const sizes = parts.includes("memory") ? await memoryBySize(join(folder, "sizes"), surroundings, log) : []
    const naming = parts.includes("naming") ? await measureNaming(join(folder, "naming"), rounds, signal) : ""
    const machine = [...machineLines(), `load average ${before} before, ${load()} after`]
    const date = new Date().toISOString().slice(0, 10)
    const report = reportOf({ ...builds, sizes, naming, machine, rounds, date })
    if (options.save) await saveReport(report, "images")
    return report
  } finally {
    await removeFolder(folder)
  }
}

const noBuilds = { figures: [], versions: new Map<string, string>(), absent: new Map<string, string>() }

async function measureBuilds(
  { builders, rounds }: BenchOptions,
  folder: string,
  surroundings: Parameters<typeof memoryBySize>[1],
) {
  await using registry = await startNpmRegistry(publishedPackages())
  const started = await startEngine(join(folder, "engine"))
  await using engine = typeof started === "string" ? null : started
  if (typeof started === "string") log(started)
  mkdirSync(join(folder, "base"))
  const base = await makeBaseImage(join(folder, "base"))
  const versions = new Map<string, string>()
  const absent = new Map<string, string>()
  const contenders: Contender[] = []
  for (const builder of builders) {
    const own = join(folder, builder.name)
    mkdirSync(own)
    const place = { folder: own, base, registry, engine: engine?.host ?? null, surroundings }
    const opened = await builder.open(place)
    if (typeof opened === "string") absent.set(builder.name, opened)
    else {
      versions.set(builder.name, opened.version)
      contenders.push({ builder, opened, place })
    }
  }
  for (const [name, reason] of absent) log(`${name} is not measured: ${reason}`)
  return { figures: await takeTurns(contenders, { rounds, log }), versions, absent }
}

/** Naming is a file of its own, which measures a registry. */
async function measureNaming(folder: string, rounds: number, signal: AbortSignal): Promise<string> {
  const program = join(import.meta.dirname, "naming.ts")
  if (!existsSync(program)) return ""
  const { measureNaming: measure } = await import(program)
  return measure({ folder, rounds, log, signal })
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
