import assert from "node:assert/strict"
import { dirname, join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { jobEnds } from "../support/job-ends.ts"
import { outputOf, RunRig, SLIPWAY } from "../support/run-rig.ts"
import { startProgram } from "../support/running-program.ts"
import { ServerRig } from "../support/server-rig.ts"

const DEFINITION = `version: 1
project: demo
packages:
  lib:
    directory: lib
    jobs:
      build: { run: "mkdir dist; cat words > dist/out", inputs: [words], outputs: [dist] }
      check: { run: "cat dist/out more", inputs: [more], needs: [build] }
`
const RESTORED = { "lib:build": "restored", "lib:check": "restored" }
const RAN = { "lib:build": "ran", "lib:check": "ran" }

/** A server that has run `main`. */
async function started(t: TestContext): Promise<ServerRig> {
  const files = { "slipway.yaml": DEFINITION, "lib/words": "words\n", "lib/more": "more\n" }
  const rig = await ServerRig.start(t, RunRig.withFiles(t, files))
  assert.match(await rig.pushed("main"), /succeeded lib:check in/)
  return rig
}

/** A clone elsewhere, as another machine would have it, and what `slipway run` does there. */
function machine({ project }: ServerRig, name: string) {
  const folder = join(dirname(project.folder), name)
  project.git("clone", "--quiet", project.folder, folder)
  return {
    pull: () => project.git("-C", folder, "pull", "--quiet"),
    run: async (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
      const run = startProgram([SLIPWAY, "run", ...args], { cwd: folder, env: { ...project.env, ...env } })
      const { status, stdout, stderr } = await run.ended
      assert.equal(status, 0, stdout + stderr)
      return { stdout, stderr, ends: jobEnds(stdout) }
    },
  }
}

describe("results of a server's cache", { concurrency: true }, () => {
  it("are the server's for everybody who asks, with who built them, and stay on the machine", async (t) => {
    const rig = await started(t)
    const anna = machine(rig, "anna")
    const env = { SLIPWAY_TOKEN: await rig.tokenOf("anna") }
    const first = await anna.run(env, "--cache", rig.url)
    assert.deepEqual(first.ends, RESTORED, first.stderr)
    assert.match(first.stdout, /^lib:check > restored: its inputs have not changed since server ran it$/m)

    rig.project.commit({ "lib/more": "even more\n" })
    anna.pull()
    const second = await anna.run({ ...env, SLIPWAY_CACHE_URL: rig.url })
    assert.deepEqual(second.ends, { "lib:build": "restored", "lib:check": "ran" }, second.stderr)
    assert.deepEqual(outputOf("lib:check", second.stdout), ["words", "even more"])
    assert.deepEqual((await anna.run({})).ends, RESTORED, "what has been brought here needs no server")
  })

  it("are asked for only where a run is told to", async (t) => {
    const rig = await started(t)
    const env = { SLIPWAY_TOKEN: await rig.tokenOf("anna") }
    assert.deepEqual((await machine(rig, "anna").run(env)).ends, RAN)
  })

  it("are never another person's, nor those are ever the server's", async (t) => {
    const rig = await started(t)
    rig.project.commit({ "lib/words": "other words\n" })
    const tokenOf = async (person: string) => ({ SLIPWAY_TOKEN: await rig.tokenOf(person), SLIPWAY_CACHE_URL: rig.url })
    const [anna, ben] = [await tokenOf("anna"), await tokenOf("ben")]
    assert.deepEqual((await machine(rig, "anna").run(anna)).ends, RAN)
    const again = await machine(rig, "anna-2").run(anna)
    assert.deepEqual(again.ends, RESTORED, again.stderr)
    assert.match(again.stdout, /since laptop:anna ran it$/m)
    assert.deepEqual((await machine(rig, "ben").run(ben)).ends, RAN)
    assert.match(await rig.pushed("main"), /succeeded lib:build in[\s\S]*succeeded lib:check in/)
  })

  it("are done without where the server is gone or the token is wrong, with one line about it", async (t) => {
    const rig = await started(t)
    const { url } = rig
    const refused = await machine(rig, "mallory").run({ SLIPWAY_TOKEN: "slp_wrong" }, "--cache", url)
    assert.deepEqual(refused.ends, RAN)
    assert.equal(refused.stderr.match(/is not used any more: the token is not valid here/g)?.length, 1)
    await rig.end("SIGTERM")
    const alone = await machine(rig, "anna").run({}, "--cache", url)
    assert.deepEqual(alone.ends, RAN)
    assert.equal(alone.stderr.match(/is not used any more/g)?.length, 1, alone.stderr)
  })

  it("are refused from what is no server's address", async (t) => {
    const rig = RunRig.withFiles(t, { "slipway.yaml": DEFINITION, "lib/words": "", "lib/more": "" })
    const told = await rig.slipway("run", "--cache", "ftp://example.com")
    assert.equal(told.status, 2)
    assert.match(told.stderr, /It is the address of a server/)
    const set = await rig.start(["run"], { SLIPWAY_CACHE_URL: "nowhere" }).ended
    assert.equal(set.status, 2)
    assert.match(set.stderr, /SLIPWAY_CACHE_URL is no address of a server: nowhere/)
  })
})
