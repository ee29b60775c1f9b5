import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { RunRig } from "../support/run-rig.ts"

const DEFINITION = `version: 1
project: demo
services:
  web:
    directory: web
    image: { builder: node }
    run: { port: 3000 }
`
const FILES = {
  ".gitignore": ".slipway/\n",
  "slipway.yaml": DEFINITION,
  "web/package.json": JSON.stringify({ name: "web", version: "1.0.0", main: "main.js" }),
  "web/main.js": "console.log('hello')\n",
}

/** What the shortest way to build gives, and the way through the command line, which has an option more. */
async function both(rig: RunRig, ...args: readonly string[]) {
  const answers = []
  for (const more of [[], ["--format", "text"]]) {
    const { status, stdout, stderr } = await rig.slipway("image", "build", ...args, ...more)
    answers.push({ status, stdout, stderr: stderr.replaceAll(/\d+\.\d s/g, "0.0 s") })
  }
  const [atOnce, asCommand] = answers
  assert.ok(atOnce && asCommand)
  return { atOnce, asCommand }
}

describe("slipway image build at once", () => {
  const cases: Readonly<
    Record<string, readonly [change: (rig: RunRig) => void, args: readonly string[], status: number]>
  > = {
    "a service that was built": [() => {}, ["web"], 0],
    "edited files": [(rig) => rig.write({ "web/main.js": "console.log('edited')\n" }), ["web", "--dirty"], 0],
    "edited files without saying so": [(rig) => rig.write({ "web/main.js": "edited" }), ["web"], 1],
    "a service that is not there": [() => {}, ["wbe"], 2],
    "a service that cannot be called so": [() => {}, ["Web/"], 2],
    "no slipway.yaml": [(rig) => rig.git("rm", "--quiet", "slipway.yaml"), ["web", "--dirty"], 2],
    "a slipway.yaml that is wrong": [(rig) => rig.write({ "slipway.yaml": "version: 2\n" }), ["web", "--dirty"], 2],
  }
  for (const [what, [change, args, status]] of Object.entries(cases)) {
    test(`says what the command says: ${what}`, async (t) => {
      const rig = RunRig.withFiles(t, FILES)
      const first = await rig.slipway("image", "build", "web")
      assert.match(first.stdout, /^sha256:[0-9a-f]{64}\n$/)
      change(rig)
      await rig.slipway("image", "build", ...args, "--format", "json")
      const { atOnce, asCommand } = await both(rig, ...args)
      assert.deepEqual(atOnce, asCommand)
      assert.equal(atOnce.status, status, atOnce.stderr)
    })
  }
})
