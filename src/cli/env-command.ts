import type { Command } from "commander"
import type { StatusReport } from "../app/server/status.ts"
import { formatDuration } from "../core/shared/duration.ts"
import type { CliContext } from "./cli-context.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

/** `slipway env`: the environments there are, and the end of one. */
export function envCommand(program: Command, context: CliContext): void {
  const env = program.command("env").description("list environments, or take one down")
  env
    .command("list")
    .description("environments with version, branch and remaining time")
    .addOption(formatOption())
    .action(async ({ format }: { format: OutputFormat }) => {
      await withServer<StatusReport>(context, format, {
        ask: (server) => server.call("GET", "/status"),
        text: (report) => listText(report, context.now()),
      })
    })
  env
    .command("destroy <environment>")
    .description("stop everything of an environment and remove all that it stores")
    .option("--force", "also a permanent environment (owner only)", false)
    .addOption(formatOption())
    .action(async (environment: string, { force, format }: { force: boolean; format: OutputFormat }) => {
      const path = `/environments/${encodeURIComponent(environment)}?force=${force}`
      await withServer(context, format, {
        ask: (server) => server.call("DELETE", path),
        text: () => `${environment} is gone: processes, folders and addresses\n`,
      })
    })
}

function listText({ columns }: StatusReport, now: number): string {
  const rows = columns.map(({ environment, deployed, branch, expiresAt, pinned, removing }) => [
    environment,
    removing ? "being taken down" : (deployed?.version ?? "empty"),
    branch === null ? "permanent" : `preview of ${harmless(branch)}`,
    expiresAt === null ? "" : `ends in ${formatDuration(Math.max(0, expiresAt - now))}`,
    pinned === null ? "" : `pinned: ${harmless(pinned)}`,
  ])
  return `${tableLines([["ENVIRONMENT", "VERSION", "KIND", "TIME", ""], ...rows]).join("\n")}\n`
}
