import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { test } from "node:test"
import { definitionJsonSchemaText } from "../src/core/definition/json-schema.ts"
import { diagnosticsPage } from "./diagnostics-page.ts"

const generated: [file: string, script: string, make: () => string][] = [
  ["slipway.schema.json", "scripts/write-schema.ts", definitionJsonSchemaText],
  ["docs/diagnostics.md", "scripts/write-docs.ts", diagnosticsPage],
]

for (const [file, script, make] of generated) {
  test(`${file} is what ${script} writes`, async () => {
    const committed = await readFile(new URL(`../${file}`, import.meta.url), "utf8")
    assert.ok(committed === make(), `run 'node ${script}' and commit ${file}`)
  })
}
