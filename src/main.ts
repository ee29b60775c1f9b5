import { enableCompileCache } from "node:module"
import { homedir } from "node:os"
import { join } from "node:path"
import packageJson from "../package.json" with { type: "json" }

const [first, ...rest] = process.argv.slice(2)

// Answered before anything else is loaded: scripts and editors ask for it often.
if (rest.length === 0 && (first === "--version" || first === "-V")) {
  process.stdout.write(`${packageJson.version}\n`)
} else {
  // Not in the folder for temporary files, where others could put what we would run.
  const cache = process.env.XDG_CACHE_HOME || join(process.env.HOME || homedir(), ".cache")
  if (process.env.NODE_COMPILE_CACHE === undefined) enableCompileCache(join(cache, "slipway", "compiled"))
  // Meant for this process (bin/slipway), not for npm and the like that it starts.
  delete process.env.NODE_COMPILE_CACHE
  const { runCli } = await import("./compose-cli.ts")
  await runCli(process.argv)
}
