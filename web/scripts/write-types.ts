import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import openapiTypes, { astToString, type OpenAPI3 } from "openapi-typescript"

/** Types of the server's API for the pages: `src/api/schema.d.ts`, from the description on standard input. */
const file = join(import.meta.dirname, "..", "src", "api", "schema.d.ts")
const description = JSON.parse(await readFile("/dev/stdin", "utf8")) as OpenAPI3
await writeFile(file, astToString(await openapiTypes(description)))
