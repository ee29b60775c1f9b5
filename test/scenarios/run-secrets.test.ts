import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { outputOf, RunRig } from "../support/run-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

const TOKEN = 'npm_s3cret/+"token~'

/** Prints the variable in every encoding that Node knows, and once in two pieces. */
const PRINT = `
  const token = process.env.NPM_TOKEN ?? "no token"
  const forms = [token, encodeURIComponent(token), JSON.stringify(token)]
  for (const before of ["", "a", "ab"]) forms.push(Buffer.from(before + token).toString("base64"))
  for (const form of forms) console.log(form)
  process.stdout.write(token.slice(0, 5))
  setTimeout(() => console.log(token.slice(5)), 20)
`

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

describe("secrets in slipway run", { concurrency: true }, () => {
  const files = {
    "print.js": PRINT,
    "slipway.yaml": `version: 1
project: demo
jobs:
  publish: { run: "node print.js; echo $NPM_TOKEN > kept", secrets: [NPM_TOKEN] }
  leak: { run: "cat kept; exit 1", needs: [publish] }
  other: node print.js
`,
  }
  for (const format of ["plain", "json", "github", "gitlab"]) {
    it(`are masked in --format ${format}, and in all that is kept`, async (t) => {
      const rig = RunRig.withFiles(t, files)
      const args = ["run", "--format", format, "--junit", ".slipway/run.xml"]
      const { status, stdout, stderr } = await rig.start(args, { NPM_TOKEN: TOKEN }).ended
      assert.equal(status, 1, stdout + stderr)
      const kept = filesBelow(rig.folder).map((path) => readFileSync(path, "latin1"))
      const secret = Buffer.from(TOKEN)
      const forms = [TOKEN, encodeURIComponent(TOKEN), JSON.stringify(TOKEN).slice(1, -1), secret.toString("base64")]
      for (const text of [stdout, stderr, ...kept]) {
        for (const form of forms) assert(!text.includes(form), form)
      }
      assert(stdout.includes("***"))
      assert(stdout.includes("no token"), "another job does not get it")
    })
  }

  it("leave the rest of the output as it was", async (t) => {
    const rig = RunRig.withFiles(t, files)
    const { stdout } = await rig.start(["run"], { NPM_TOKEN: TOKEN }).ended
    const lines = outputOf("publish", stdout)
    assert.deepEqual(lines.slice(0, 3), ["***", "***", '"***"'])
    assert.equal(lines.at(-1), "***")
    assert.deepEqual(outputOf("leak", stdout), ["***"])
  })

  it("that are missing make their job errored before it starts, and say so", async (t) => {
    const rig = RunRig.withFiles(t, files)
    const { status, stdout } = await rig.slipway("run", "--format", "plain")
    assert.equal(status, 3)
    assert.match(
      stdout,
      /^publish > errored in .*: the secret NPM_TOKEN is not set in the environment of slipway run$/m,
    )
    assert.deepEqual(outputOf("publish", stdout), [])
    assert.match(stdout, /^leak > skipped/m)
  })
  it("make their job errored on a server, which has none", async (t) => {
    const publish = "jobs:\n  publish: { run: echo published, secrets: [NPM_TOKEN] }\n"
    const server = await ServerRig.start(t, tinyProject(t, publish))
    const said = await server.pushed("main")
    assert.match(said, /errored +publish.*: the secret NPM_TOKEN has no source here: a server keeps no secrets yet/)
    assert.doesNotMatch(said, /published/)
  })
})
