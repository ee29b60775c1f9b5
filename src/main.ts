import { Command, CommanderError } from "commander"
import { readText } from "./adapters/files/read-text.ts"
import { type CliContext, wantsColour } from "./cli/cli-context.ts"
import { exitStatusOfClass } from "./core/shared/failure.ts"

type Register = (program: Command, context: CliContext) => void

/** Loaded only when asked for: most of the start-up time is the modules of the commands that are not. */
const commands: Readonly<Record<string, () => Promise<Register>>> = {
  check: async () => (await import("./cli/check-command.ts")).checkCommand,
  run: async () => {
    const [{ runCommand }, { composeRun }] = await Promise.all([
      import("./cli/run-command.ts"),
      import("./compose-run.ts"),
    ])
    return (program, context) => runCommand(program, context, composeRun())
  },
  plan: async () => (await import("./cli/plan-command.ts")).planCommand,
  up: async () => {
    const [{ upCommand }, { composeServer }] = await Promise.all([
      import("./cli/up-command.ts"),
      import("./compose-server.ts"),
    ])
    return (program, context) => upCommand(program, context, composeServer())
  },
  down: async () => (await import("./cli/up-command.ts")).downCommand,
  status: async () => (await import("./cli/status-command.ts")).statusCommand,
  promote: async () => (await import("./cli/promote-command.ts")).promoteCommand,
  approve: async () => (await import("./cli/approve-command.ts")).approveCommand,
  release: async () => (await import("./cli/release-command.ts")).releaseCommand,
  rollback: async () => (await import("./cli/rollback-command.ts")).rollbackCommand,
  resume: async () => (await import("./cli/rollback-command.ts")).resumeCommand,
  env: async () => (await import("./cli/env-command.ts")).envCommand,
  logs: async () => (await import("./cli/logs-command.ts")).logsCommand,
  runs: async () => (await import("./cli/runs-command.ts")).runsCommand,
  token: async () => (await import("./cli/token-command.ts")).tokenCommand,
  explain: async () => (await import("./cli/explain-command.ts")).explainCommand,
  schema: async () => (await import("./cli/schema-command.ts")).schemaCommand,
}

const isTerminal = process.stdout.isTTY === true
const context: CliContext = {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  isTerminal,
  colour: wantsColour(isTerminal, process.env),
  readText,
  now: () => Date.now(),
  openRepository: async () => (await import("./adapters/git/open-repository.ts")).openRepository(process.cwd()),
  connect: async () => {
    const [{ findServer }, { HttpServerClient }] = await Promise.all([
      import("./adapters/http-client/find-server.ts"),
      import("./adapters/http-client/http-server-client.ts"),
    ])
    return new HttpServerClient(await findServer(process.cwd(), process.env))
  },
  setExitStatus: (status) => {
    process.exitCode = status
  },
}

// Without a listener a closed pipe would end the process on the spot, with its jobs still running.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stream.destroy())

const program = new Command("slipway")
  .description("takes a commit to production: one slipway.yaml, the same on a laptop, in CI and on a server")
  .exitOverride()

const name = process.argv[2] ?? ""
const chosen = Object.hasOwn(commands, name) ? commands[name] : undefined
for (const load of chosen ? [chosen] : Object.values(commands)) (await load())(program, context)

try {
  await program.parseAsync(process.argv)
} catch (error) {
  process.exitCode = report(error)
}

/** Expected failures have been printed where they happened; what gets here is a wrong command line, or a bug. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatusOfClass.invalid
  const text = error instanceof Error ? (process.env.SLIPWAY_DEBUG ? error.stack : error.message) : String(error)
  process.stderr.write(`slipway: internal error: ${text}\n`)
  return exitStatusOfClass.errored
}
