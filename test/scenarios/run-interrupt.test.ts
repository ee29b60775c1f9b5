import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { describe, it } from "node:test"
import { isSameProcess, startTimeOf } from "../../src/adapters/process/process-table.ts"
import { outputOf, RunRig } from "../support/run-rig.ts"

/** Prints its process id, and ends only when killed: what is ignored stays ignored by the program it becomes. */
const STUBBORN = `trap "" TERM INT; echo pid=$$; exec tail -f /dev/null`

function pidIn(stdout: string, job: string): number {
  return Number(/^pid=(\d+)$/.exec(outputOf(job, stdout)[0] ?? "")?.[1])
}

function isAlive(pid: number): boolean {
  const startedAt = startTimeOf(pid)
  return startedAt !== undefined && isSameProcess(pid, startedAt)
}

describe("stopping slipway run", { concurrency: true }, () => {
  it("lets jobs tidy up on the first Ctrl-C", async (t) => {
    const tidy = `trap "echo tidied; exit 0" TERM; echo ready; while :; do sleep 0.05; done`
    const rig = RunRig.withDefinition(t, `jobs:\n  tidy: '${tidy}'\n  waiting: { run: "true", needs: [tidy] }`)
    const cli = rig.start(["run"])
    await cli.waitFor("tidy | ready")
    cli.process.kill("SIGINT")
    const { status, stdout, stderr } = await cli.ended
    assert.equal(status, 130)
    assert.equal(outputOf("tidy", stdout).at(-1), "tidied")
    assert.match(stderr, /stopping: jobs get 5 s to end; Ctrl-C again kills them/)
    assert.match(stdout, /^tidy > canceled/m)
    assert.match(stdout, /^waiting > canceled/m)
    assert.match(stdout, /^run canceled/m)
    assert.deepEqual(rig.leftovers(), [])
  })

  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    it(`treats ${signal} like Ctrl-C`, async (t) => {
      const rig = RunRig.withDefinition(t, `jobs:\n  wait: echo ready; exec sleep 1000`)
      const cli = rig.start(["run"])
      await cli.waitFor("wait | ready")
      cli.process.kill(signal)
      assert.equal((await cli.ended).status, 130)
      assert.deepEqual(rig.leftovers(), [])
    })
  }

  it("kills a job that ignores TERM after its grace", async (t) => {
    const rig = RunRig.withDefinition(t, `jobs:\n  stubborn: '${STUBBORN}'`)
    const cli = rig.start(["run"])
    await cli.waitFor("stubborn | pid=")
    cli.process.kill("SIGINT")
    const { status, stdout } = await cli.ended
    assert.equal(status, 130)
    assert.match(stdout, /^stubborn > canceled in .*: canceled; had to be killed$/m)
    assert(!isAlive(pidIn(stdout, "stubborn")))
    assert.deepEqual(rig.leftovers(), [])
  })

  it("kills at once on the second Ctrl-C, also what left its session", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `jobs:\n  stubborn: '${STUBBORN}'\n  escaped: 'setsid sh -c "${STUBBORN.replaceAll('"', '\\"').replaceAll("$$", "\\$\\$")}" & wait'`,
    )
    const cli = rig.start(["run", "--jobs", "2"])
    await Promise.all([cli.waitFor("stubborn | pid="), cli.waitFor("escaped | pid=")])
    cli.process.kill("SIGINT")
    await cli.waitFor("stopping", "stderr")
    const begun = performance.now()
    cli.process.kill("SIGINT")
    const { status, stdout, stderr } = await cli.ended
    assert(performance.now() - begun < 4000, "well within the grace of 5 s")
    assert.equal(status, 130)
    assert.match(stderr, /killing what still runs/)
    for (const job of ["stubborn", "escaped"]) assert(!isAlive(pidIn(stdout, job)), job)
    assert.deepEqual(rig.leftovers(), [])
  })

  it("stops its jobs when nobody reads its output any more", async (t) => {
    const rig = RunRig.withDefinition(t, `jobs:\n  chatty: 'echo pid=$$; while :; do echo more; done'`)
    const cli = rig.start(["run"])
    await cli.waitFor("chatty | pid=")
    cli.process.stdout?.destroy()
    const { status, stdout, stderr } = await cli.ended
    assert.equal(status, 130)
    assert.match(stderr, /nobody reads its output any more/)
    assert(!isAlive(pidIn(stdout, "chatty")))
  })

  it("leaves nothing behind for long when it is killed: the next run ends what is left", async (t) => {
    const rig = RunRig.withDefinition(t, `jobs:\n  stubborn: '${STUBBORN}'`)
    const cli = rig.start(["run"])
    await cli.waitFor("stubborn | pid=")
    cli.process.kill("SIGKILL")
    const { status, stdout } = await cli.ended
    assert.equal(status, "SIGKILL")
    const pid = pidIn(stdout, "stubborn")
    assert(isAlive(pid))
    assert.equal(rig.leftovers().length, 2)

    rig.commit({ "slipway.yaml": "version: 1\nproject: demo\njobs: { quick: 'true' }\n" })
    assert.equal((await rig.slipway("run")).status, 0)
    assert(!isAlive(pid))
    assert.deepEqual(rig.leftovers(), [])
  })

  it("keeps out of the way of another run in the same repository", async (t) => {
    const rig = RunRig.withDefinition(t, `jobs:\n  wait: "echo ready; mkfifo gate; pwd; cat gate"\n  quick: echo quick`)
    const first = rig.start(["run", "--only", "wait"])
    await first.waitFor("wait | /")
    const second = await rig.slipway("run", "--only", "quick")
    assert.equal(second.status, 0)
    const folder = /^wait \| (\/.*)$/m.exec(first.stdout())?.[1] ?? ""
    assert(existsSync(`${folder}/gate`))
    first.process.kill("SIGINT")
    assert.equal((await first.ended).status, 130)
  })
})
