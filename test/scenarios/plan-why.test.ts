import assert from "node:assert/strict"
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import type { Affected } from "../../src/app/affected/find-affected.ts"
import type { ExplainedJob, Explanations } from "../../src/app/why/explain-jobs.ts"
import { RunRig } from "../support/run-rig.ts"

const YAML = `version: 1
project: shop
jobs:
  docs: { run: "true", directory: docs }
packages:
  lib:
    directory: lib
    jobs: { build: { run: test -f a.txt && cat a.txt > out.txt, outputs: [out.txt] } }
  web:
    directory: web
    jobs:
      lint: "true"
      unit: { run: cat ../lib/out.txt, needs: [lib:build], env: { MODE: fast } }
`
const FILES = { "slipway.yaml": YAML, "docs/a.md": "1\n", "lib/a.txt": "1\n", "web/a.txt": "1\n" }

const shop = (t: TestContext) => RunRig.withFiles(t, FILES)

async function run(rig: RunRig, ...args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await rig.slipway("run", ...args)
  assert.equal(status, 0, stdout + stderr)
}

async function explained(rig: RunRig, ...args: readonly string[]): Promise<readonly ExplainedJob[]> {
  const { status, stdout, stderr } = await rig.slipway("plan", "--format", "json", "--why", ...args)
  assert.equal(status, 0, stdout + stderr)
  return (JSON.parse(stdout) as Explanations).jobs
}

async function why(rig: RunRig, ...args: readonly string[]): Promise<ExplainedJob["verdict"]> {
  const [job, ...others] = await explained(rig, ...args)
  assert.ok(job)
  assert.deepEqual(others, [])
  return job.verdict
}

/** As people read it, without how long ago it was and on which commit. */
async function text(rig: RunRig, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await rig.slipway("plan", "--why", ...args)
  assert.equal(status, 0, stdout + stderr)
  return stdout.replaceAll(/(?:\d+ m )?[\d.]+ s ago/g, "just now").replaceAll(/\b[0-9a-f]{12}\b/g, "COMMIT")
}

describe("slipway plan --why", { concurrency: true }, () => {
  it("a job that has not run, and then has: it would be restored, from which run", async (t) => {
    const rig = shop(t)
    assert.deepEqual(await why(rig, "docs"), { kind: "never-ran" })
    assert.equal(await text(rig, "docs"), "docs would run: it has not run here yet\n")
    assert.equal(existsSync(join(rig.folder, ".slipway")), false)

    await run(rig)
    const verdict = await why(rig, "docs")
    assert.equal(verdict.kind, "restored")
    assert.match(verdict.run, /^urn:uuid:/)
    assert.match(verdict.builder, /^laptop:/)
    assert.match(
      await text(rig, "docs"),
      /^docs would be restored: .*\n {2}run urn:uuid:\S+ of laptop:\S+, just now\n$/,
    )
  })

  it("names the files, as they are now, and those of the jobs before it", async (t) => {
    const rig = shop(t)
    await run(rig)
    rig.git("rm", "--quiet", "web/a.txt")
    rig.write({ "lib/a.txt": "2\n", "web/b.txt": "" })
    chmodSync(join(rig.folder, "lib/a.txt"), 0o755)
    rig.write({ "web/ e\u001b[31mvil\n.txt": "" })
    assert.equal(
      await text(rig, "web:unit"),
      `web:unit would run: this has changed since it last ran (succeeded just now on COMMIT)
  files: 2 added, 1 removed
    + web/ evil.txt
    + web/b.txt
    - web/a.txt
  lib:build, which it needs:
    files: 1 changed
      ~ lib/a.txt
`,
    )
    assert.equal((await why(rig, "web:unit", "HEAD")).kind, "restored")
  })

  it("names what the definition says otherwise", async (t) => {
    const rig = shop(t)
    await run(rig)
    const unit =
      "unit: { run: cat ../lib/out.txt && true, env: { MORE: a-value-so-long-that-it-has-a-line-of-its-own } }"
    rig.commit({ "slipway.yaml": YAML.replace(/unit: .*/, unit) })
    assert.equal(
      await text(rig, "web:unit"),
      `web:unit would run: this has changed since it last ran (succeeded just now on COMMIT)
  run: cat ../lib/out.txt → cat ../lib/out.txt && true
  env.MODE: fast → nothing
  env.MORE:
    + a-value-so-long-that-it-has-a-line-of-its-own
  it no longer needs lib:build
`,
    )
  })

  it("names a tool's version", async (t) => {
    const rig = RunRig.withDefinition(t, "jobs: { ask: { run: wrench --version, tools: [wrench] } }\n")
    const bin = join(rig.home, "bin")
    mkdirSync(bin)
    const install = (version: string) =>
      writeFileSync(join(bin, "wrench"), `#!/bin/sh\necho wrench ${version}\n`, { mode: 0o755 })
    const env = { PATH: `${bin}:${rig.env.PATH}` }
    install("1.0")
    assert.equal((await rig.start(["run"], env).ended).status, 0)
    install("2.0")
    const { stdout } = await rig.start(["plan", "--why", "ask"], env).ended
    assert.match(stdout, /\n {2}version of wrench: wrench 1\.0 → wrench 2\.0\n$/)
  })

  it("compares with the last time, whatever became of it", async (t) => {
    const rig = shop(t)
    await run(rig)
    rig.git("rm", "--quiet", "lib/a.txt")
    rig.commit({ "lib/keep": "" })
    assert.equal((await rig.slipway("run")).status, 1)
    assert.equal((await why(rig, "lib:build")).kind, "did-not-succeed")
    assert.match(await text(rig, "lib:build"), /nothing has changed since it last ran \(failed just now/)

    // It was not run then, since what it needs had failed.
    rig.commit({ "lib/a.txt": "3\n" })
    const [unit] = await explained(rig, "web:unit")
    assert.equal(unit?.last?.status, "succeeded")
    assert.match(await text(rig, "web:unit"), /files: 1 changed, 1 added\n {6}~ lib\/a\.txt\n {6}\+ lib\/keep\n/)
    assert.match(
      await text(rig, "lib:build"),
      /last ran \(failed just now on COMMIT\)\n {2}files: 1 added\n {4}\+ lib\/a/,
    )

    rig.git("checkout", "--quiet", "HEAD~2")
    assert.equal((await why(rig, "lib:build")).kind, "restored")
  })

  it("says when nothing has changed, but the result is gone", async (t) => {
    const rig = shop(t)
    await run(rig)
    rmSync(join(rig.folder, ".slipway", "cache", "jobs"), { recursive: true })
    assert.equal((await why(rig, "docs")).kind, "not-kept")
    assert.match(await text(rig, "docs"), /its result is no longer in the cache/)
  })

  it("says which jobs run each time, and what has changed besides", async (t) => {
    const jobs = "jobs: { secret: { run: 'true', secrets: [TOKEN] }, always: { run: 'true', always: true } }\n"
    const rig = RunRig.withDefinition(t, jobs)
    assert.equal((await rig.start(["run"], { TOKEN: "long-enough-to-be-masked" }).ended).status, 0)
    assert.deepEqual(await why(rig, "secret"), { kind: "each-time", because: "secrets", causes: [] })
    rig.write({ file: "" })
    assert.match(await text(rig, "always"), /runs each time: .*\n.*besides.*\n {2}files: 1 added\n {4}\+ file\n$/)
  })

  it("says when the files of the last run are gone", async (t) => {
    const rig = shop(t)
    rig.write({ "docs/a.md": "never committed\n" })
    await run(rig, "--dirty")
    assert.equal((await why(rig, "docs")).kind, "restored")
    rig.write({ "docs/a.md": "neither\n" })
    assert.match(await text(rig, "docs"), /succeeded just now on files that were not committed\)\n {2}files: 1 changed/)
    rig.git("prune", "--expire=now")
    assert.equal((await why(rig, "docs")).kind, "unknown")
    assert.match(await text(rig, "docs"), /cannot be told what has changed:\n {2}the files that it last ran on/)
  })

  it("lists ten files at most, and all to programs", async (t) => {
    const rig = shop(t)
    await run(rig)
    rig.write(Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`docs/${10 + n}.md`, ""])))
    assert.match(await text(rig, "docs"), /files: 15 added\n( {4}\+ docs\/1\d\.md\n){10} {4}\.\.\. and 5 more\n$/)
    const verdict = await why(rig, "docs")
    assert.equal(verdict.kind, "changed")
    assert.equal(verdict.causes[0]?.changes?.files.added.length, 15)
  })

  it("explains all jobs of a package by its name, and refuses a name of nothing: exit status 2", async (t) => {
    const rig = shop(t)
    const jobs = await explained(rig, "web")
    assert.deepEqual(
      jobs.map(({ job }) => job),
      ["web:lint", "web:unit"],
    )
    for (const name of ["dosc", "--all", "$(touch pwned)", "__proto__", ""]) {
      const { status, stderr } = await rig.slipway("plan", `--why=${name}`)
      assert.equal(status, 2, name)
      assert.match(stderr, /there is no job or service/)
    }
    assert.equal(existsSync(join(rig.folder, "pwned")), false)
  })
})

describe("slipway plan --affected", { concurrency: true }, () => {
  it("lists the jobs that a run would be about, each with why, and runs nothing", async (t) => {
    const rig = shop(t)
    rig.git("switch", "--quiet", "--create", "topic")
    rig.commit({ "lib/a.txt": "2\n", "lib/b.txt": "" })
    rig.write({
      "slipway.yaml": YAML.replace("lint: ", "lint: { run: ").replace(
        '"true"\n      unit',
        '"true", env: { A: b } }\n      unit',
      ),
    })
    const { status, stdout } = await rig.slipway("plan", "--affected")
    assert.equal(status, 0)
    assert.equal(
      stdout,
      `affected since ${rig.git("rev-parse", "--short=12", "main")} (the last commit in common with main): 3 of 4 jobs
  lib:build  lib/a.txt changed, and 1 more
  web:lint   env.A changed
  web:unit   lib:build: lib/a.txt changed, and 1 more
`,
    )
    assert.equal(existsSync(join(rig.folder, ".slipway")), false)
    const json = await rig.slipway("plan", "--affected=main", "--format", "json", "HEAD")
    assert.deepEqual(
      (JSON.parse(json.stdout) as Affected).jobs.map(({ job }) => job),
      ["lib:build", "web:unit"],
    )
  })
})
