import type { Command } from "commander"
import type { Found } from "../app/server/search.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Names that contain the text, whatever their case; releases by the first digits of
their digest, runs by their number or commit. A few of each kind are shown.`,
  exitStatus: { 0: "searched, whether anything was found or not" },
  examples: {
    "slipway search checkout": "services, branches and previews of that name",
    "slipway search v1.4": "releases, and the runs of their tags",
    "slipway search 3b91cd": "what begins with these digits",
  },
}

/** `slipway search <text>`. */
export function searchCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "search"), help)
    .addOption(formatOption())
    .action(async (text: string, { format }: { format: OutputFormat }) => {
      await withServer<readonly Found[]>(context, format, {
        ask: (server) => server.call("GET", `/search?text=${encodeURIComponent(text)}`),
        text: foundText,
      })
    })
}

function foundText(found: readonly Found[]): string {
  if (found.length === 0) return "nothing has such a name, digest or number\n"
  const rows = found.map(({ kind, name, detail, id }) => [kind, harmless(name), harmless(detail), harmless(id)])
  return `${tableLines(rows).join("\n")}\n`
}
