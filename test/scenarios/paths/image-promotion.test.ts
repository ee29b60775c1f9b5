import assert from "node:assert/strict"
import { it } from "node:test"
import { PathExample } from "../../support/path-example.ts"
import { until } from "../../support/until.ts"

const MOCK = `
  const { createServer } = require("node:http")
  createServer((_, response) => response.end(JSON.stringify({ text: "mock" }))).listen(Number(process.env.PORT), process.env.HOST)
`

it("image promotion: any image into dev by hand, and what was merged unchanged to production", async (t) => {
  const team = await PathExample.start(t, "image-promotion", { main: "main", files: { "gateway/mock.js": MOCK } })
  const { rig, project } = team
  await rig.pushed("main")
  team.change("feature/a", "gateway", "a", "main")
  team.change("feature/b", "gateway", "b", "main")
  await rig.pushed("feature/a", "feature/b")
  assert.equal(await team.runs("dev"), null, "nothing enters dev by itself")

  team.hold()
  const first = rig.slipway("deploy", "feature/a", "dev")
  await until("dev is being tested", async () => (await team.runs("dev")) !== null)
  const tested = await team.runs("dev")
  await rig.slipway("deploy", "feature/b", "dev", "--no-wait")
  assert.deepEqual(await team.runs("dev"), tested, "one deployment after the other")
  team.letGo()
  assert.equal((await first).status, 0)
  await until("b runs in dev", async () => (await team.runs("dev"))?.release !== tested?.release)
  const { environment } = await team.says("dev", "front-door")
  assert.deepEqual([environment.STORAGE, environment.CRM], ["memory", "mock"])

  await team.refuses(/no promotion of .* to 'qa' waits/, "olga", "approve", "feature/a", "qa")
  team.change("main", "front-door", "in between")
  const changed = await team.merge("feature/b", "main")
  assert.match(changed, /merged into main, but not as it was verified in dev: front-door\/text\.js differs/)
  await rig.slipwayAs("olga", "approve", "main", "qa")
  assert.equal(await team.runs("qa"), null, "no approval stands for what was not tested")

  project.git("checkout", "--quiet", "-b", "feature/c", "main")
  team.change("feature/c", "gateway", "c")
  await rig.pushed("feature/c")
  await rig.succeed("deploy", "feature/c", "dev", "--mock", "gateway")
  assert.equal((await team.cell("dev", "gateway")).mocked, true)
  await rig.succeed("deploy", "feature/c", "dev", "--service", "gateway=feature/a")
  await team.refuses(/is a mixture/, "olga", "promote", "dev", "qa")
  await team.refuses(/'qa' is not for people to choose/, "olga", "deploy", "feature/c", "qa")
  await rig.succeed("deploy", "feature/c", "dev")
  const signed = await team.runs("dev")
  project.git("checkout", "--quiet", "main")
  project.commit({ "README.md": "what no image reads" })
  assert.match(
    await team.merge("feature/c", "main"),
    /qa waits: sign-off: needs the approval of 1 with role product-owner/,
  )
  await team.refuses(/mallory does not have the role product-owner/, "mallory", "approve", "main", "qa")
  await rig.succeedAs("pete", "approve", "main", "qa")
  await until("it is in pre-production", async () => {
    const { deployed } = await rig.environment("pre-production")
    return deployed?.release === signed?.release && deployed?.verification === "succeeded"
  })
  assert.equal((await team.runs("qa"))?.release, signed?.release)
  assert.equal((await team.says("qa", "front-door")).environment.STORAGE, "disk")
  assert.equal(await team.runs("production"), null)
  await rig.succeed("release", "1.0.0")
  assert.equal((await team.runs("production"))?.release, signed?.release)
  assert.equal((await team.says("production", "front-door")).environment.CRM, "live")
})
