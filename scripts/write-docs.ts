import { readFile, writeFile } from "node:fs/promises"
import { cliPage } from "./cli-page.ts"
import { withReference } from "./definition-reference.ts"
import { diagnosticsPage } from "./diagnostics-page.ts"

const pageAt = (name: string) => new URL(`../docs/${name}`, import.meta.url)

await writeFile(pageAt("diagnostics.md"), diagnosticsPage())
await writeFile(pageAt("cli.md"), await cliPage())
await writeFile(pageAt("slipway-yaml.md"), withReference(await readFile(pageAt("slipway-yaml.md"), "utf8")))
