import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import type { RunEvent } from "../../src/app/run-event.ts"
import { RunRig } from "../support/run-rig.ts"

const YAML = `version: 1
project: shop
jobs:
  docs: { run: "true", directory: docs }
packages:
  lib:
    directory: lib
    jobs: { build: { run: cat a.txt > out.txt, outputs: [out.txt] } }
  web:
    directory: web
    jobs:
      lint: "true"
      unit: { run: cat ../lib/out.txt a.txt, needs: [lib:build] }
`

const FILES = { "slipway.yaml": YAML, "docs/a.md": "1\n", "lib/a.txt": "1\n", "web/a.txt": "1\n" }

/** On a branch of its own, beside `main`. */
function shop(t: TestContext): RunRig {
  const rig = RunRig.withFiles(t, FILES)
  rig.git("switch", "--quiet", "--create", "topic")
  return rig
}

/** The jobs of a run that succeeded, and what was said about them. */
async function run(rig: RunRig, ...args: readonly string[]) {
  const { status, stdout, stderr } = await rig.slipway("run", "--format", "json", ...args)
  assert.equal(status, 0, stdout + stderr)
  const events = stdout
    .trim()
    .split("\n")
    .map((line): RunEvent => JSON.parse(line))
  const jobs = events.flatMap((event) => (event.type === "run-started" ? event.jobs.map(({ id }) => id) : []))
  assert.equal(events.at(-1)?.type, "run-ended")
  return { jobs, stderr }
}

describe("slipway run --affected", { concurrency: true }, () => {
  it("runs what the branch changes and what that needs, whatever main did meanwhile", async (t) => {
    const rig = shop(t)
    rig.git("switch", "--quiet", "main")
    rig.commit({ "docs/a.md": "2\n" })
    rig.git("switch", "--quiet", "topic")
    const base = rig.git("rev-parse", "--short=12", "HEAD")
    rig.commit({ "web/a.txt": "2\n" })
    rig.commit({ "README.md": "nobody's\n" })
    const { jobs, stderr } = await run(rig, "--affected")
    assert.deepEqual(jobs, ["lib:build", "web:lint", "web:unit"])
    assert.ok(stderr.includes(`affected since ${base} (the last commit in common with main): 2 of 4 jobs`), stderr)
  })

  it("takes any commit as the base", async (t) => {
    const rig = shop(t)
    rig.git("tag", "v1")
    rig.commit({ "docs/a.md": "2\n" })
    const second = rig.commit({ "lib/a.txt": "2\n" })
    rig.commit({ "web/b.txt": "1\n" })
    assert.deepEqual((await run(rig, "--affected", "HEAD~1")).jobs, ["lib:build", "web:lint", "web:unit"])
    assert.deepEqual((await run(rig, `--affected=${second}`)).jobs, ["lib:build", "web:lint", "web:unit"])
    assert.deepEqual((await run(rig, "--affected=HEAD^^")).jobs, ["lib:build", "web:lint", "web:unit"])
    assert.deepEqual((await run(rig, "--affected=v1", "--only=docs")).jobs, ["docs"])
    assert.deepEqual((await run(rig, "--affected=main", "v1")).jobs, [])
  })

  it("sees what the definition changes, and only that", async (t) => {
    const rig = shop(t)
    rig.commit({ "slipway.yaml": `# for people\n${YAML.replace('lint: "true"', 'lint: { run: "true", retries: 1 }')}` })
    assert.deepEqual((await run(rig, "--affected")).jobs, [])
    rig.commit({ "slipway.yaml": YAML.replace('lint: "true"', "lint: test 1 = 1") })
    assert.deepEqual((await run(rig, "--affected")).jobs, ["web:lint"])
  })

  it("compares the files as they are with --dirty", async (t) => {
    const rig = RunRig.withFiles(t, FILES)
    rig.write({ "docs/b.md": "new\n" })
    assert.deepEqual((await run(rig, "--affected", "--dirty")).jobs, ["docs"])
  })

  it("does nothing, and says so, where nothing differs", async (t) => {
    const { jobs, stderr } = await run(shop(t), "--affected")
    assert.deepEqual(jobs, [])
    assert.match(stderr, /none of 4 jobs/)
  })

  it("takes origin's branch where there is no own one", async (t) => {
    const rig = shop(t)
    rig.commit({ "docs/a.md": "2\n" })
    rig.git("update-ref", "refs/remotes/origin/main", "main")
    rig.git("branch", "--quiet", "--delete", "--force", "main")
    assert.deepEqual((await run(rig, "--affected")).jobs, ["docs"])
  })

  for (const [what, yaml, why] of [
    ["has no slipway.yaml", undefined, /cannot be planned: .* has no slipway\.yaml/],
    ["has a broken one", "version: 1\nprojekt: shop\n", /cannot be planned: .*slipway\.yaml/],
  ] as const) {
    it(`runs everything if the base ${what}, and says why`, async (t) => {
      const rig = RunRig.withFiles(t, yaml === undefined ? { file: "" } : { "slipway.yaml": yaml })
      rig.commit(FILES)
      const { jobs, stderr } = await run(rig, "--affected=HEAD~1")
      assert.deepEqual(jobs, ["docs", "lib:build", "web:lint", "web:unit"])
      assert.match(stderr, /every job counts as affected/)
      assert.match(stderr, why)
    })
  }

  it("refuses a base that there is not: exit status 2", async (t) => {
    const rig = shop(t)
    const blank = "$".concat("{IFS}")
    const cases = [
      ["mian", /there is no branch, tag or commit 'mian'\n +did you mean 'main'\?/],
      ["--upload-pack=x", /there is no branch, tag or commit '--upload-pack=x'/],
      [`$(touch${blank}pwned)`, /there is no branch, tag or commit/],
      ["HEAD~2", /there is no commit 'HEAD~2'\n +'HEAD' has fewer ancestors here/],
      ["HEAD~9999", /fewer ancestors/],
      ["HEAD^{tree}", /there is no branch, tag or commit/],
      ["", /there is no branch, tag or commit ''/],
    ] as const
    for (const [base, expected] of cases) {
      const { status, stdout, stderr } = await rig.slipway("run", `--affected=${base}`)
      assert.equal(status, 2, base)
      assert.equal(stdout, "")
      assert.match(stderr, expected)
    }
    assert.ok(!existsSync(join(rig.folder, "pwned")))
  })

  it("says what to do where the protected branch is not here, or has nothing in common", async (t) => {
    const rig = shop(t)
    rig.git("checkout", "--quiet", "--orphan", "other")
    rig.commit({ "docs/a.md": "2\n" })
    const apart = await rig.slipway("run", "--affected")
    assert.equal(apart.status, 2)
    assert.match(apart.stderr, /no commit here that is part of 'main' too\n.*git fetch --unshallow.*--affected=/)
    rig.git("branch", "--quiet", "--delete", "--force", "main")
    const absent = await rig.slipway("run", "--affected")
    assert.equal(absent.status, 2)
    assert.match(absent.stderr, /the protected branch 'main' is not here to compare with\n +fetch it, or name a base/)
  })
})
