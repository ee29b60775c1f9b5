import assert from "node:assert/strict"
import { describe, it, type TestContext } from "node:test"
import type { PromotionExplanation } from "../../src/app/server/explain-promotion.ts"
import type { GateAnswer } from "../../src/core/promotion/gate-answer.ts"
import { RunRig } from "../support/run-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyFiles } from "../support/tiny-project.ts"

const PACTS =
  "{ run: mkdir -p pacts && cp expects.json pacts/api.json, outputs: [pacts/*.json], reports: { contracts: pacts/*.json } }"

const definition = (pacts = PACTS) => `version: 1
project: demo
services:
  web:
    directory: web
    image: { builder: node }
    run: { port: 3000, health: / }
    public: true
    jobs: { pacts: ${pacts} }
  api:
    directory: api
    image: { builder: node }
    run: { port: 3000, health: / }
    jobs:
      contracts:
        run: node verify.js
        needs: ["web:pacts"]
        inputs: ["**", "/contracts/**"]
        reports: { verified: "/{web/pacts,contracts}/*.json" }
targets: { local: { kind: process } }
gates: { compatible: { contract: {} } }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat }, gates: [compatible], target: local }
  preview: { from: { branch: "feature/*" }, ephemeral: {}, gates: [compatible], target: local }
`

/** A provider's verification: what is asked for in any contract that it is given must be offered. */
const VERIFY = `
  const { existsSync, readdirSync, readFileSync } = require("node:fs")
  const read = (file) => JSON.parse(readFileSync(file, "utf8"))
  const folders = ["../web/pacts", "../contracts"].filter((folder) => existsSync(folder))
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => folder + "/" + name))
  const asked = files.flatMap((file) => read(file).interactions.map(({ request }) => request.path))
  const missing = asked.filter((path) => !read("offers.json").includes(path))
  console.log(missing.length === 0 ? "all of it" : "not offered: " + missing)
  process.exit(missing.length === 0 ? 0 : 1)
`

/** What \`web\` expects of \`api\`, as Pact writes it. */
function expecting(path: string, consumer = "web"): string {
  const interaction = {
    description: `a request for ${path}`,
    request: { method: "GET", path },
    response: { status: 200 },
  }
  const metadata = { pactSpecification: { version: "3.0.0" } }
  return JSON.stringify({
    consumer: { name: consumer },
    provider: { name: "api" },
    interactions: [interaction],
    metadata,
  })
}

function project(t: TestContext): RunRig {
  const service = Object.entries(tinyFiles("")).filter(([path]) => path.startsWith("web/"))
  const api = service.map(([path, text]) => [path.replace("web/", "api/"), text] as const)
  return RunRig.withFiles(t, {
    ...Object.fromEntries([...service, ...api]),
    "slipway.yaml": definition(),
    ".gitignore": "pacts/\n",
    "web/expects.json": expecting("/v1"),
    "api/offers.json": JSON.stringify(["/v1"]),
    "api/verify.js": VERIFY,
  })
}

async function gateOf(rig: ServerRig): Promise<GateAnswer | undefined> {
  const { stdout } = await rig.slipway("why", "uat", "production", "--format", "json")
  const { waysIn } = JSON.parse(stdout) as PromotionExplanation
  return waysIn[0]?.gates.find(({ gate }) => gate === "compatible")
}

describe("a gate that asks for contracts", { concurrency: 2 }, () => {
  it("lets in what was verified against each other, and against what runs there", async (t) => {
    const rig = await ServerRig.start(t, project(t))
    await rig.pushed("main")
    const first = await gateOf(rig)
    assert.deepEqual([first?.state, first?.sentence], ["met", "verified: web -> api"])
    assert.match(first?.evidence?.[0]?.statement ?? "", /^sha256:[0-9a-f]{64}$/)
    const deployed = async () => (await rig.environment("production")).deployed?.commit
    assert.equal(await deployed(), rig.project.git("rev-parse", "HEAD"))

    rig.project.commit({
      "web/expects.json": expecting("/v2"),
      "web/content": "asks for v2",
      "api/offers.json": JSON.stringify(["/v2"]),
    })
    const said = await rig.pushed("main")
    const why =
      /to production waits: compatible: nobody has verified what web, as it runs there now, expects of api \(contract \w{12}\): give it to api:contracts, and try it with slipway run/
    assert.match(said, why)
    assert.equal((await gateOf(rig))?.state, "failed")
    assert.equal(await deployed(), rig.project.git("rev-parse", "HEAD~1"))

    rig.project.commit({
      "contracts/web-in-production.json": expecting("/v1"),
      "api/offers.json": JSON.stringify(["/v1", "/v2"]),
    })
    await rig.pushed("main")
    assert.equal(await deployed(), rig.project.git("rev-parse", "HEAD"))
    assert.equal((await gateOf(rig))?.state, "met")
  })

  it("stays shut for a branch that lets its own consumer expect nothing", async (t) => {
    const rig = await ServerRig.start(t, project(t))
    await rig.pushed("main")
    rig.project.git("checkout", "--quiet", "-b", "feature/quiet")
    const run = "run: mkdir -p pacts old && cp expects.json pacts/api.json && cp expected.json old/api.json"
    const quiet = `{ ${run}, outputs: [pacts/*.json], reports: { contracts: old/*.json } }`
    rig.project.commit({
      "slipway.yaml": definition(quiet),
      "web/expects.json": expecting("/v9"),
      "web/expected.json": expecting("/v1"),
    })
    assert.match(await rig.pushed("feature/quiet"), /failed +api:contracts.*: exit status 1/)
    rig.project.commit({ "api/offers.json": JSON.stringify(["/v1", "/v9"]) })
    assert.match(
      await rig.pushed("feature/quiet"),
      /waits: compatible: job web:pacts is not defined as on the protected/,
    )
  })

  it("believes no contract in another consumer's name", async (t) => {
    const rig = project(t)
    rig.commit({ "web/expects.json": expecting("/v1", "billing") })
    const { status, stdout, stderr } = await rig.slipway("run")
    assert.notEqual(status, 0)
    assert.match(
      stdout + stderr,
      /web:pacts.*its contract is of consumer 'billing': it has to be called as its service is, web/,
    )
  })
})
