import type { Command } from "commander"
import type { Rejected } from "../app/server/reject.ts"
import { shortDigest } from "../core/shared/digest.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Bars a release from every environment, by a signed statement. Promotions of it
that wait end with the reason, it gets no more names, and no rollback goes back
to it. Where it runs already it goes on; those environments are shown. Who may
is said under 'rights: { reject: <role> }'; without it, only the owner.`,
  exitStatus: { 0: "rejected, or no longer", 1: "it is not yours to reject" },
  examples: {
    'slipway reject v1.2.0-rc.3 --reason "orders are lost"': "it enters nowhere any more",
    'slipway reject v1.2.0-rc.3 --undo --reason "it was the test"': "it may enter again",
  },
}

interface Options {
  readonly reason: string
  readonly undo?: boolean
  readonly format: OutputFormat
}

/** `slipway reject`: bars a release everywhere. */
export function rejectCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "reject"), help)
    .requiredOption("--reason <text>", "why; shown wherever somebody asks about the release")
    .option("--undo", "take an earlier rejection back")
    .addOption(formatOption())
    .action(async (release: string, { reason, undo = false, format }: Options) => {
      await withServer<Rejected>(context, format, {
        ask: (server) => server.call("POST", "/rejections", { release, reason, undo }),
        text: rejectedText,
      })
    })
}

function rejectedText({ release, names, rejected, ended, running }: Rejected): string {
  const known = names.length === 0 ? "" : ` (${names.map(harmless).join(", ")})`
  const title = `release ${shortDigest(release)}${known} ${rejected ? "is rejected" : "may enter again"}`
  return [
    title,
    ...ended.map(({ promotion, environment }) => `promotion ${promotion} to ${environment} has ended`),
    ...(rejected ? running.map((one) => `${one} still runs it: slipway rollback ${one}`) : []),
    "",
  ].join("\n")
}
