import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { it } from "node:test"
import type { RunWithJobs } from "../../src/cli/runs-text.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const WAITING = `
jobs:
  slow: { run: 'until test -e "$HOME/go"; do sleep 0.05; done' }
tests: { answers: { directory: web, run: 'until test -e "$HOME/answer"; do sleep 0.05; done' } }
environments:
  uat: { from: { branch: main }, target: local, verify: [answers] }
  production: { from: { environment: uat }, target: local }
`

it("a run that is canceled ends as that, also after a crash, and can be done again with all that follows", async (t) => {
  const rig = await ServerRig.start(t, tinyProject(t, WAITING))
  const run = async (id: number) =>
    JSON.parse(await rig.succeed("runs", "show", `${id}`, "--format", "json")) as RunWithJobs
  const isRunning = (id: number, job: string) =>
    until(`${job} of run ${id} runs`, async () => {
      const { status, stdout } = await rig.slipway("runs", "show", `${id}`, "--format", "json")
      const jobs = status === 0 ? (JSON.parse(stdout) as RunWithJobs).jobs : []
      return jobs.some((one) => one.job === job && one.status === "running")
    })
  const ended = (id: number) => until(`run ${id} has ended`, async () => (await run(id)).endedAt !== null)

  const push = rig.startPush("main")
  await isRunning(1, "slow")
  const refused = await rig.slipway("runs", "again", "1")
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /run 1 has not ended yet/)
  await rig.succeed("runs", "cancel", "1")
  await ended(1)
  const canceled = await run(1)
  assert.deepEqual(
    [canceled.status, canceled.message, canceled.jobs.find(({ job }) => job === "slow")?.status],
    ["canceled", "canceled by olivia", "canceled"],
  )
  assert.match((await push.ended).stderr, /run 1 canceled by olivia/)
  assert.equal((await rig.environment("uat")).deployed, null)

  writeFileSync(join(rig.project.home, "go"), "")
  await rig.succeed("runs", "again", "1")
  await until("run 2 has succeeded", async () => (await run(2)).status === "succeeded")
  await isRunning(3, "test:answers")
  await rig.end("SIGKILL")
  await rig.up()
  await isRunning(3, "test:answers")
  await rig.succeed("runs", "cancel", "3")
  await ended(3)
  assert.equal((await rig.environment("uat")).deployed?.verification, "canceled")
  assert.equal((await rig.environment("production")).deployed, null)

  writeFileSync(join(rig.project.home, "answer"), "")
  await rig.succeed("runs", "again", "3")
  await rig.serves("production", "first")
  assert.match(await rig.succeed("audit"), /cancel-run/)
  const unknown = await rig.slipway("runs", "show", "99")
  assert.equal(unknown.status, 2)
  assert.match(unknown.stderr, /there is no run 99/)
})
