import type { Command } from "commander"
import { type FoundDefinition, findDefinition } from "../app/load-definition.ts"
import { formatDiagnostics } from "../core/definition/format-diagnostic.ts"
import type { Definition } from "../core/definition/schema/definition-schema.ts"
import { exitStatusOf } from "../core/shared/failure.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { printFailure } from "./print-failure.ts"

const help = {
  notes: `Every problem at once, by position, each with a code that 'slipway explain'
knows. It needs neither a server nor a git repository.`,
  exitStatus: { 0: "sound; there may be warnings", 2: "there is an error, or no slipway.yaml" },
  examples: {
    "slipway check": "slipway.yaml in this folder or one above",
    "slipway check -f infra/slipway.yaml": "another file",
    "slipway check --format json": "the same for a program",
  },
}

/** `slipway check`: reports everything that is wrong with slipway.yaml. Needs no server and no repository. */
export function checkCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "check"), help)
    .option("-f, --file <path>", "the definition; default: slipway.yaml in this folder or one above")
    .addOption(formatOption())
    .action(async ({ file, format }: { file?: string; format: OutputFormat }) => {
      const found = await findDefinition({ cwd: context.cwd, file }, context.readText)
      if (!found.ok) return context.setExitStatus(printFailure(found.failure, context, format))
      context.stdout.write(format === "json" ? asJson(found.value) : asText(found.value, context.colour))
      context.setExitStatus(found.value.definition ? 0 : exitStatusOf("definition-invalid"))
    })
}

function asJson({ definition, file, diagnostics }: FoundDefinition): string {
  return `${JSON.stringify({ ok: definition !== undefined, file, diagnostics }, null, 2)}\n`
}

function asText({ definition, file, diagnostics }: FoundDefinition, colour: boolean): string {
  const problems = formatDiagnostics(diagnostics, { colour })
  return definition ? `${problems}${file} is sound: ${contentsOf(definition)}\n` : problems
}

function contentsOf({ services, tests, environments }: Definition): string {
  return [
    count(services, "service", "services"),
    count(tests, "test", "tests"),
    count(environments, "environment", "environments"),
  ].join(", ")
}

function count(record: object, one: string, many: string): string {
  const number = Object.keys(record).length
  return `${number} ${number === 1 ? one : many}`
}
