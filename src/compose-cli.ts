import { CommanderError } from "commander"
import type { CliHosts } from "./cli/cli-hosts.ts"
import { isCommandName } from "./cli/help/command-list.ts"
import { addCommands, makeProgram } from "./cli/program.ts"
import { exitStatusOfClass } from "./core/shared/failure.ts"
import { makeContext } from "./make-context.ts"

/** `slipway` on this machine. The process ends, with the status that goes with what happened, once all is written. */
export async function runCli(argv: readonly string[]): Promise<void> {
  // Without a listener a closed pipe would end the process on the spot, with its jobs still running.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stream.destroy())
  const context = makeContext()
  const program = makeProgram(context)
  const [first = "", second = ""] = argv.slice(2)
  const name = first === "help" ? second : first
  try {
    await addCommands(program, name === "completion" ? "all" : isCommandName(name) ? name : "none", { context, hosts })
    if (argv.length === 2) program.outputHelp()
    else await program.parseAsync(argv)
  } catch (error) {
    process.exitCode = report(error)
  }
}

const hosts: CliHosts = {
  run: async () => (await import("./compose-run-host.ts")).composeRun(),
  explain: async (context) => (await import("./compose-local.ts")).openExplainPorts(context),
  caches: async (context) => (await import("./compose-caches.ts")).openCaches(context),
  images: async () => (await import("./compose-images.ts")).composeImages(),
  server: async () => (await import("./compose-server.ts")).composeServer(),
}

/** Expected failures have been printed where they happened; what gets here is a wrong command line, or a bug. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatusOfClass.invalid
  const text = error instanceof Error ? (process.env.SLIPWAY_DEBUG ? error.stack : error.message) : String(error)
  process.stderr.write(`slipway: internal error: ${text}\n`)
  return exitStatusOfClass.errored
}
