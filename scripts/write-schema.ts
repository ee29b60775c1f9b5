import { writeFile } from "node:fs/promises"
import { definitionJsonSchemaText } from "../src/core/definition/json-schema.ts"

await writeFile(new URL("../slipway.schema.json", import.meta.url), definitionJsonSchemaText())
