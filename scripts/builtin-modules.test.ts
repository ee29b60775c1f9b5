import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { build } from "rolldown"
import { temporaryFolder } from "../test/support/temporary-folder.ts"
import { takeBuiltinModules } from "./builtin-modules.ts"

const SOURCE = `
import { join as joined, sep } from "node:path"
import os, { EOL } from "node:os"
import * as url from "node:url"
import "node:events"
const { setTimeout: wait } = await import("node:timers/promises")
export const all = [joined("a", "b"), sep, EOL === os.EOL, url.pathToFileURL("/a").href, typeof wait]
console.log(JSON.stringify(all))
`

for (const minify of [true, false]) {
  test(`builtin modules are taken as they are${minify ? ", also where names are shortened" : ""}`, async () => {
    await using folder = await temporaryFolder()
    const [input, output] = [join(folder.path, "input.mjs"), join(folder.path, "output.mjs")]
    writeFileSync(input, SOURCE)
    const plugins = [takeBuiltinModules()]
    await build({
      input,
      platform: "node",
      plugins,
      logLevel: "silent",
      output: { file: output, format: "esm", minify },
    })
    const made = readFileSync(output, "utf8")
    assert.doesNotMatch(made, /from\s*["'`]node:/)
    const printed = execFileSync(process.execPath, [output], { encoding: "utf8" })
    assert.deepEqual(JSON.parse(printed), ["a/b", "/", true, "file:///a", "function"])
  })
}
