import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { test } from "node:test"
import { definitionJsonSchemaText } from "../src/core/definition/json-schema.ts"
import { cliPage } from "./cli-page.ts"
import { withReference } from "./definition-reference.ts"
import { diagnosticsPage } from "./diagnostics-page.ts"

/** What is written from what; a page that is partly written by hand is made from the committed one. */
const generated: [file: string, script: string, make: (committed: string) => string | Promise<string>][] = [
  ["slipway.schema.json", "scripts/write-schema.ts", definitionJsonSchemaText],
  ["docs/diagnostics.md", "scripts/write-docs.ts", diagnosticsPage],
  ["docs/cli.md", "scripts/write-docs.ts", cliPage],
  ["docs/slipway-yaml.md", "scripts/write-docs.ts", withReference],
]

for (const [file, script, make] of generated) {
  test(`${file} is what ${script} writes`, async () => {
    const committed = await readFile(new URL(`../${file}`, import.meta.url), "utf8")
    assert.ok(committed === (await make(committed)), `run 'node ${script}' and commit ${file}`)
  })
}
