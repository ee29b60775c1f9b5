import type { Command } from "commander"
import { definitionJsonSchemaText } from "../core/definition/json-schema.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"

const help = {
  notes: `Editors that know YAML language servers take it from a first line in slipway.yaml:
# yaml-language-server: $schema=./slipway.schema.json`,
  examples: { "slipway schema > slipway.schema.json": "keep it beside slipway.yaml" },
}

/** `slipway schema`: prints the JSON Schema of slipway.yaml, for editors. */
export function schemaCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "schema"), help).action(() => {
    context.stdout.write(definitionJsonSchemaText())
  })
}
