import type { Command } from "commander"
import type { Held } from "../app/server/hold.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { withServer } from "./with-server.ts"

const holdHelp = {
  notes: `Pins the environment: no promotion enters until 'slipway resume'. What runs
there goes on running, and a deployment that has begun is not stopped. Who may
is said under 'rights: { hold: <role> }'; without it, everybody with a token.`,
  exitStatus: { 0: "held", 1: "it is not yours to hold" },
  examples: { 'slipway hold production --reason "the database is being moved"': "nothing enters, and why" },
}

const resumeHelp = {
  notes: "Lifts the pin of a rollback or a hold. Promotions enter again; those that wait go on.",
  exitStatus: { 1: "it is not yours to resume" },
  examples: { "slipway resume production": "end the pin" },
}

/** `slipway hold`: nothing enters an environment for now. */
export function holdCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "hold"), holdHelp)
    .requiredOption("--reason <text>", "why; shown to whoever wants in")
    .addOption(formatOption())
    .action(async (environment: string, { reason, format }: { reason: string; format: OutputFormat }) => {
      await withServer<Held>(context, format, {
        ask: (server) => server.call("POST", `/environments/${encodeURIComponent(environment)}/hold`, { reason }),
        text: heldText,
      })
    })
}

/** `slipway resume`: promotions may enter again. */
export function resumeCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "resume"), resumeHelp)
    .addOption(formatOption())
    .action(async (environment: string, { format }: { format: OutputFormat }) => {
      await withServer(context, format, {
        ask: (server) => server.call("POST", `/environments/${encodeURIComponent(environment)}/resume`),
        text: () => `${environment} takes promotions again\n`,
      })
    })
}

function heldText({ environment, underWay }: Held): string {
  const late = underWay === null ? "" : `deployment ${underWay} had begun before, and goes on\n`
  return `${environment} takes no promotions until: slipway resume ${environment}\n${late}`
}
