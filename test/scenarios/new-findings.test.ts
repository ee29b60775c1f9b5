import assert from "node:assert/strict"
import { describe, it, type TestContext } from "node:test"
import { ServerRig } from "../support/server-rig.ts"
import { tinyFiles, tinyProject } from "../support/tiny-project.ts"

/** An analysis that objects to every line that says so. */
const LINT = `
  const { readFileSync, writeFileSync } = require("node:fs")
  const lines = readFileSync("content", "utf8").split("\\n")
  const results = lines.flatMap((line, index) => line.startsWith("bad") ? [{
    level: "warning",
    ruleId: "no-bad",
    message: { text: line },
    locations: [{ physicalLocation: { artifactLocation: { uri: "content" }, region: { startLine: index + 1 } } }],
  }] : [])
  writeFileSync("lint.sarif", JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "lint" } }, results }] }))
`

const DEFINITION = `
gates: { quality: { analysis: { errors: 0, new: 0 } } }
environments:
  uat: { from: { branch: main }, target: local, gates: [quality] }
  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: local, gates: [quality] }
`

function files(content: string): Record<string, string> {
  const plain = tinyFiles(DEFINITION, content)
  const lint = "jobs: { lint: { run: node lint.cjs, reports: { sarif: lint.sarif } } }"
  const definition = plain["slipway.yaml"]?.replace("directory: web, image", `directory: web, ${lint}, image`) ?? ""
  return { ...plain, "slipway.yaml": definition, "web/lint.cjs": LINT }
}

async function started(t: TestContext, content: string): Promise<ServerRig> {
  const project = tinyProject(t, DEFINITION)
  project.commit(files(content))
  return ServerRig.start(t, project)
}

describe("what analyses newly find", { concurrency: 2 }, () => {
  it("stops a commit of the protected branch by comparison with what the environment runs", async (t) => {
    const rig = await started(t, "one\nbad old\n")
    await rig.pushed("main")
    const running = (await rig.environment("uat")).deployed
    assert.equal(running?.verification, "succeeded", "there was nothing to compare with")

    rig.project.commit({ "web/content": "a line before\none\nbad old\n" })
    const { stderr: moved } = await rig.push("main")
    assert.doesNotMatch(moved, /quality/)
    const second = (await rig.environment("uat")).deployed
    assert.notEqual(second?.release, running?.release)

    rig.project.commit({ "web/content": "one\nbad old\nbad old\nbad new\n" })
    const { stderr } = await rig.push("main")
    assert.match(
      stderr,
      /0 errors \(at most 0\) and 2 that [0-9a-f]{12} does not have \(at most 0; no-bad in web\/content:2/,
    )
    assert.equal((await rig.environment("uat")).deployed?.release, second?.release)
  })

  it("stops a branch by comparison with where it left, though its preview runs nothing yet", async (t) => {
    const rig = await started(t, "bad old\n")
    await rig.pushed("main")
    rig.project.git("switch", "--quiet", "--create", "feature/better")
    rig.project.commit({ "web/content": "good\nbad old\n" })
    await rig.pushed("feature/better")
    assert.equal((await rig.preview("feature/better")).deployed?.verification, "succeeded")

    rig.project.git("switch", "--quiet", "--create", "feature/worse")
    rig.project.commit({ "web/content": "bad new\nbad old\n" })
    const { stderr } = await rig.push("feature/worse")
    assert.match(stderr, /1 that [0-9a-f]{12} does not have \(at most 0; no-bad in web\/content:1\)/)
  })
})
