import type { Command } from "commander"
import type { CliContext } from "./cli-context.ts"
import type { CliHosts } from "./cli-hosts.ts"
import type { CommandName } from "./help/command-list.ts"

type AddToProgram = (program: Command, context: CliContext, hosts: CliHosts) => void

/** Loaded only when asked for: most of the start-up time is the modules of the commands that are not. */
const modules: Readonly<Record<CommandName, () => Promise<AddToProgram>>> = {
  check: async () => (await import("./check-command.ts")).checkCommand,
  prove: async () => (await import("./prove/prove-command.ts")).proveCommand,
  plan: async () => (await import("./plan-command.ts")).planCommand,
  run: async () => (await import("./run-command.ts")).runCommand,
  image: async () => (await import("./image/image-command.ts")).imageCommand,
  cache: async () => (await import("./cache-command.ts")).cacheCommand,
  up: async () => (await import("./up-command.ts")).upCommand,
  down: async () => (await import("./up-command.ts")).downCommand,
  token: async () => (await import("./token-command.ts")).tokenCommand,
  secret: async () => (await import("./secret-command.ts")).secretCommand,
  status: async () => (await import("./status-command.ts")).statusCommand,
  deploy: async () => (await import("./deploy-command.ts")).deployCommand,
  promote: async () => (await import("./promote-command.ts")).promoteCommand,
  approve: async () => (await import("./approve-command.ts")).approveCommand,
  override: async () => (await import("./override-command.ts")).overrideCommand,
  acts: async () => (await import("./acts-command.ts")).actsCommand,
  ask: async () => (await import("./ask-command.ts")).askCommand,
  why: async () => (await import("./why-command.ts")).whyCommand,
  release: async () => (await import("./release-command.ts")).releaseCommand,
  scan: async () => (await import("./scan-command.ts")).scanCommand,
  rollback: async () => (await import("./rollback-command.ts")).rollbackCommand,
  switch: async () => (await import("./switch-command.ts")).switchCommand,
  hold: async () => (await import("./hold-command.ts")).holdCommand,
  review: async () => (await import("./review-command.ts")).reviewCommand,
  reject: async () => (await import("./reject-command.ts")).rejectCommand,
  verify: async () => (await import("./verify-command.ts")).verifyCommand,
  resume: async () => (await import("./hold-command.ts")).resumeCommand,
  env: async () => (await import("./env-command.ts")).envCommand,
  logs: async () => (await import("./logs-command.ts")).logsCommand,
  runs: async () => (await import("./runs-command.ts")).runsCommand,
  search: async () => (await import("./search-command.ts")).searchCommand,
  audit: async () => (await import("./audit-command.ts")).auditCommand,
  explain: async () => (await import("./explain-command.ts")).explainCommand,
  schema: async () => (await import("./schema-command.ts")).schemaCommand,
  completion: async () => (await import("./completion/completion-command.ts")).completionCommand,
}

/** A command with its options and its action, to be added to a program. */
export function loadCommand(name: CommandName): Promise<AddToProgram> {
  return modules[name]()
}
