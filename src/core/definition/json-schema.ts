import { z } from "zod"
import { definitionSchema } from "./schema/definition-schema.ts"
import { notYetRegistry } from "./schema/not-yet.ts"

/** The JSON Schema of slipway.yaml (draft 2020-12), for editors: what may be written, with a description of each key. */
export function definitionJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(definitionSchema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const instead = notYetRegistry.get(zodSchema)?.instead
      if (instead === undefined) return
      const description = jsonSchema.description === undefined ? "" : `${jsonSchema.description}. `
      jsonSchema.description = `${description}Not supported yet: ${instead}`
    },
  })
  return {
    $schema,
    $id: "urn:slipway:definition:1",
    title: "slipway.yaml",
    description: "How a project is built, and how its releases come to production",
    ...schema,
  }
}

/** The published file: the schema as JSON with two spaces, ended by a line end. */
export function definitionJsonSchemaText(): string {
  return `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`
}
