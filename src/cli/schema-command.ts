import type { Command } from "commander"
import { definitionJsonSchemaText } from "../core/definition/json-schema.ts"
import type { CliContext } from "./cli-context.ts"

/** `slipway schema`: prints the JSON Schema of slipway.yaml, for editors. */
export function schemaCommand(program: Command, context: CliContext): void {
  program
    .command("schema")
    .description("print the JSON Schema of slipway.yaml")
    .action(() => {
      context.stdout.write(definitionJsonSchemaText())
    })
}
