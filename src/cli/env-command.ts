import type { Command } from "commander"
import type { StatusReport } from "../app/server/status.ts"
import { formatDuration } from "../core/shared/duration.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `A preview environment goes by itself with its branch, when the branch is
merged, or at the end of its time.`,
  exitStatus: { 1: "only its owner may take down a permanent environment, with --force" },
  examples: {
    "slipway env list": "names, versions, branches, remaining time",
    "slipway env destroy shop-1a2b3c4d": "processes, folders and addresses are gone",
  },
}

/** `slipway env`: the environments there are, and the end of one. */
export function envCommand(program: Command, context: CliContext): void {
  const env = describeCommand(addCommand(program, "env"), help)
  env
    .command("list")
    .description("list environments with version, branch and remaining time")
    .addOption(formatOption())
    .action(async ({ format }: { format: OutputFormat }) => {
      await withServer<StatusReport>(context, format, {
        ask: (server) => server.call("GET", "/status"),
        text: (report) => listText(report, context.now()),
      })
    })
  env
    .command("destroy")
    .argument("<environment>", "its name in the list")
    .description("stop everything of an environment and remove all that it stores")
    .option("--force", "also a permanent environment (owner only)")
    .addOption(formatOption())
    .action(async (environment: string, { force = false, format }: { force?: boolean; format: OutputFormat }) => {
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
