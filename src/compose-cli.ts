import { CommanderError } from "commander"
import type { OpenedRepository } from "./adapters/git/open-repository.ts"
import type { CliHosts } from "./cli/cli-hosts.ts"
import { isCommandName } from "./cli/help/command-list.ts"
import { addCommands, makeProgram } from "./cli/program.ts"
import { exitStatusOfClass } from "./core/shared/failure.ts"
import type { Result } from "./core/shared/result.ts"
import { makeContext } from "./make-context.ts"
import { reportingBugs } from "./report-bug.ts"

/** The repository that this process stands in, where somebody has begun to open it. */
type Opening = Promise<Result<OpenedRepository>> | undefined

/** `slipway` on this machine. The process ends, with the status that goes with what happened, once all is written. */
export async function runCli(argv: readonly string[], opening?: Opening): Promise<void> {
  await reportingBugs(() => runProgram(argv, opening))
}

/** Expected failures are printed where they happen; what is thrown is a wrong command line, or a bug. */
async function runProgram(argv: readonly string[], opening: Opening): Promise<void> {
  const context = makeContext()
  const program = makeProgram(context)
  const [first = "", second = ""] = argv.slice(2)
  const name = first === "help" ? second : first
  try {
    await addCommands(program, name === "completion" ? "all" : isCommandName(name) ? name : "none", {
      context,
      hosts: hostsOf(opening),
    })
    if (argv.length === 2) program.outputHelp()
    else await program.parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? 0 : exitStatusOfClass.invalid
  }
}

function hostsOf(opening: Opening): CliHosts {
  return {
    run: async () => (await import("./compose-run-host.ts")).composeRun(opening),
    explain: async (context) => (await import("./compose-local.ts")).openExplainPorts(context),
    caches: async (context) => (await import("./compose-caches.ts")).openCaches(context),
    images: async () => (await import("./compose-images.ts")).composeImages(),
    server: async () => (await import("./compose-server.ts")).composeServer(),
  }
}
