import assert from "node:assert/strict"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { it } from "node:test"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const AFTER = `
jobs:
  prepare: { run: echo prepared > list, outputs: [list] }
  users:
    run: test ! -e "$HOME/down" && cat list >> "$HOME/users" && echo "$SLIPWAY_ENVIRONMENT $WEB_URL" >> "$HOME/users"
    needs: [prepare]
    on: deployed
tests: { answers: { directory: web, run: 'test ! -e "$HOME/bad"' } }
environments:
  uat: { from: { branch: main }, target: local, verify: [answers], after: [users] }
  plain: { from: { branch: main }, target: local }
`

it("jobs follow a deployment once it is verified, and only where an environment wants them", async (t) => {
  const project = tinyProject(t, AFTER)
  const rig = await ServerRig.start(t, project)
  const done = () => join(project.home, "users")
  const runs = async () => {
    const { body } = await rig.api("GET", "/runs")
    return (body as { purpose: string; status: string }[]).map(({ purpose, status }) => `${purpose} ${status}`).sort()
  }
  const said = await rig.pushed("main")
  assert.match(said, /run \d+: users after the deployment to uat/)
  await until("users are made", async () => (await runs()).includes("after succeeded"))
  const [web] = (await rig.environment("uat")).cells
  const address = web?.urls.find((url) => url.includes("127.0.0.1"))
  assert.equal(readFileSync(done(), "utf8"), `prepared\nuat ${address}\n`)
  assert.deepEqual(await runs(), ["after succeeded", "build succeeded", "verification succeeded"])

  writeFileSync(join(project.home, "down"), "")
  project.commit({ "web/content": "second" })
  assert.match(await rig.pushed("main"), /run \d+ failed/)
  await until("users failed", async () => (await runs()).includes("after failed"))
  assert.equal((await rig.environment("uat")).deployed?.verification, "succeeded")

  writeFileSync(join(project.home, "bad"), "")
  project.commit({ "web/content": "third" })
  assert.match(await rig.pushed("main"), /verification of .* in uat failed/)
  assert.equal(
    (await runs()).filter((run) => run.startsWith("after")).length,
    2,
    "nothing follows what is not verified",
  )
  assert(existsSync(done()))
})
