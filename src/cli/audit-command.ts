import type { Command } from "commander"
import type { AuditEntry } from "../ports/store/access-store.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Approvals, overrides, promotions, releases, rollbacks, resumes, tokens: newest
first, with the reasons that people gave. What the server did by itself is
listed as slipway. Entries are only ever added.`,
  exitStatus: { 0: "listed" },
  examples: {
    "slipway audit": "the last 50 entries",
    "slipway audit --action override --limit 1000": "overrides only",
    "slipway audit --person bob --format json": "what bob did, for a program",
  },
}

interface Options {
  readonly limit: string
  readonly person?: string
  readonly action?: string
  readonly format: OutputFormat
}

/** `slipway audit`: who did what, when and why. */
export function auditCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "audit"), help)
    .option("--limit <number>", "how many at most", "50")
    .option("--person <name>", "only what this person did")
    .option("--action <action>", "only this: approve, override, promote, rollback ...")
    .addOption(formatOption())
    .action(async ({ format, ...filter }: Options) => {
      const query = new URLSearchParams(filter)
      await withServer<readonly AuditEntry[]>(context, format, {
        ask: (server) => server.call("GET", `/audit?${query}`),
        text: (entries) =>
          `${tableLines([["TIME", "PERSON", "ACTION", "WHAT", "WHY"], ...entries.map(rowOf)]).join("\n")}\n`,
      })
    })
}

function rowOf({ at, person, action, subject, detail }: AuditEntry): string[] {
  return [new Date(at).toISOString(), person, action, subject, detail ?? ""].map(harmless)
}
