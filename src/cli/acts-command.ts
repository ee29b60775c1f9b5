import type { Command } from "commander"
import type { PlannedActs } from "../app/server/acts/plan-acts.ts"
import type { PlannedAct } from "../app/server/acts/planned-act.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless, painter } from "./paint.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Shows what you could do about an environment, and about a release in it where one
is given: what exactly would happen, or why it is refused and whom to ask. It
does nothing.`,
  exitStatus: { 0: "shown", 2: "there is no such environment or release" },
  examples: {
    "slipway acts production": "hold, resume, roll back, verify again",
    "slipway acts production v1.2.0": "also promote, approve, override and reject v1.2.0",
  },
}

/** `slipway acts`: what a person could do, and what would come of it. */
export function actsCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "acts"), help)
    .addOption(formatOption())
    .action(async (environment: string, release: string | undefined, { format }: { format: OutputFormat }) => {
      const query = new URLSearchParams({ environment, ...(release !== undefined && { release }) })
      await withServer<PlannedActs>(context, format, {
        ask: (server) => server.call("GET", `/acts?${query}`),
        text: (planned) => actsText(planned, context.colour),
      })
    })
}

function actsText({ environment, person, acts }: PlannedActs, colour: boolean): string {
  const title = `what ${harmless(person)} could do in ${harmless(environment)}`
  return [title, ...acts.flatMap((act) => ["", ...actLines(act, colour)]), ""].join("\n")
}

function actLines({ act, gate, refused, effects }: PlannedAct, colour: boolean): readonly string[] {
  const paint = painter(colour)
  const name = paint("bold", gate === null ? act : `${act} ${harmless(gate)}`)
  if (!refused) return [name, ...effects.map((effect) => `  ${harmless(effect)}`)]
  const hint = refused.hint === undefined ? [] : [`  ${harmless(refused.hint)}`]
  return [`${name}: not now, or not by you`, `  ${harmless(refused.message)}`, ...hint]
}
