import { z } from "zod"
import { definitionSchema } from "./schema/definition-schema.ts"
import { unwrap } from "./shape/schema-parts.ts"

/** The JSON Schema of slipway.yaml (draft 2020-12), for editors: what may be written, with a description of each key. */
export function definitionJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(definitionSchema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const { instead } = unwrap(zodSchema)
      const { description = "" } = jsonSchema
      if (instead === undefined) return
      const note = `Not supported yet: ${instead}`
      // A schema around a marked one has its description, unless it has one of its own.
      if (!description.endsWith(note)) jsonSchema.description = description === "" ? note : `${description}. ${note}`
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
