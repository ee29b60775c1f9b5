import { writeFile } from "node:fs/promises"
import { diagnosticsPage } from "./diagnostics-page.ts"

await writeFile(new URL("../docs/diagnostics.md", import.meta.url), diagnosticsPage())
