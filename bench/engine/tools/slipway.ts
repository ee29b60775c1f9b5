import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { ENTRY_FORMAT } from "../../../src/adapters/job-cache/cache-entry.ts"
import { type BenchPackage, COMMAND, OUTPUT } from "../packages.ts"
import { root } from "../places.ts"
import type { Tool } from "../tool.ts"

/** As it is published: the bundle, which `bench/run.sh` has made. */
const program = [process.execPath, join(root, "dist", "main.mjs")] as const

/** Slipway as users call it: on the commit, and on the edited files with `--dirty`. */
export const slipway: Tool = {
  name: "slipway",
  call: "`slipway run -j 2`; leaf: `--dirty`",
  version: { argv: [...program, "--version"] },
  scenarios: ["cold", "cached", "leaf"],
  remembers: true,
  files: (packages) => [["slipway.yaml", slipwayDefinition(packages)]],
  commands: (scenario) => [{ argv: [...program, "run", "-j", "2", ...(scenario === "leaf" ? ["--dirty"] : [])] }],
  state: [".slipway"],
  ran: (output) => {
    const found = /^run succeeded in .*: (\d+) succeeded(?:, (\d+) of them restored)?$/m.exec(output)
    return found && Number(found[1]) - Number(found[2] ?? 0)
  },
  outputs: keptOutputs,
}

/** The tasks in `slipway.yaml`. */
export function slipwayDefinition(packages: readonly BenchPackage[]): string {
  const entries = packages.map(({ name, directory, needs }) => {
    const after = needs.length > 0 ? `, needs: [${needs.map((need) => `"${need}:build"`).join(", ")}]` : ""
    const job = `{ run: ${JSON.stringify(COMMAND)}, outputs: [${OUTPUT}]${after} }`
    return `  ${name}: { directory: ${directory}, jobs: { build: ${job} } }`
  })
  return `version: 1\nproject: bench\npackages:\n${entries.join("\n")}\n`
}

/** Jobs run in a checkout that goes when they are done; what they leave is in the cache, by its digest. */
async function keptOutputs(folder: string, expected: ReadonlyMap<string, string>): Promise<number> {
  const file = join(folder, ".slipway", "cache", "jobs", ENTRY_FORMAT, "index.db")
  if (!existsSync(file)) return 0
  using database = new DatabaseSync(file, { readOnly: true })
  const digests = [...expected.values()].map((text) => `sha256:${createHash("sha256").update(text).digest("hex")}`)
  const found = database
    .prepare(
      "SELECT count(*) AS count FROM blob WHERE digest IN (SELECT value FROM json_each(?)) AND bytes IS NOT NULL",
    )
    .get(JSON.stringify(digests))
  return Number(found?.count)
}
