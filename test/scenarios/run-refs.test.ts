import assert from "node:assert/strict"
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { outputOf, RunRig } from "../support/run-rig.ts"

const SHOW = "jobs:\n  show: cat content\n"

function rigWithContent(t: Parameters<typeof RunRig.withFiles>[0]): RunRig {
  return RunRig.withFiles(t, { "slipway.yaml": `version: 1\nproject: demo\n${SHOW}`, content: "first\n" })
}

describe("what slipway run runs on", { concurrency: true }, () => {
  /** Git allows no blank in a name; the shell makes one of this. */
  const blank = "$".concat("{IFS}")
  const hostile = [
    `$(touch${blank}pwned)`,
    `a;touch${blank}pwned`,
    "it's",
    'a"b',
    `\`touch${blank}pwned\``,
    "--upload-pack=x",
    "-x",
  ]
  for (const branch of hostile) {
    it(`a branch named ${branch}`, async (t) => {
      const rig = rigWithContent(t)
      rig.git("update-ref", `refs/heads/${branch}`, "HEAD")
      const { status, stdout, stderr } = await rig.slipway("run", "--", branch)
      assert.equal(status, 0, stdout + stderr)
      assert.deepEqual(outputOf("show", stdout), ["first"])
      assert(!existsSync(join(rig.folder, "pwned")))
    })
  }

  it("the commit of a ref, whatever the working tree looks like", async (t) => {
    const rig = rigWithContent(t)
    const first = rig.git("rev-parse", "HEAD")
    rig.git("tag", "v1")
    rig.commit({ content: "second\n" })
    rig.write({ content: "changed\n" })
    for (const [ref, expected] of [
      ["main", "second"],
      ["v1", "first"],
    ] as const) {
      const { status, stdout } = await rig.slipway("run", ref)
      assert.equal(status, 0, stdout)
      assert.deepEqual(outputOf("show", stdout), [expected])
    }
    assert.match((await rig.slipway("run", first)).stdout, /^show > restored/m)
  })

  it("an unknown ref is refused, with the nearest name", async (t) => {
    const rig = rigWithContent(t)
    for (const ref of ["mian", "$(touch pwned)", "--upload-pack=x"]) {
      const { status, stderr } = await rig.slipway("run", "--", ref)
      assert.equal(status, 2)
      assert(stderr.includes(`there is no branch, tag or commit '${ref}'`), stderr)
      assert.equal(stderr.includes("did you mean 'main'?"), ref === "mian")
    }
    assert(!existsSync(join(rig.folder, "pwned")))
  })

  it("an option that does not exist is refused", async (t) => {
    const { status, stderr } = await rigWithContent(t).slipway("run", "--upload-pack=x")
    assert.equal(status, 2)
    assert.match(stderr, /unknown option '--upload-pack=x'/)
  })

  it("a working tree that differs is refused, with the files and the way out; --dirty runs it unsigned", async (t) => {
    const rig = rigWithContent(t)
    rig.write({ content: "changed\n", ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`new-${n}`, ""])) })
    const refused = await rig.slipway("run")
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /files differ from the commit: content, new-1, new-2, new-3, new-4 and 2 more/)
    assert.match(refused.stderr, /commit them, or add --dirty to run on the files as they are/)

    const dirty = await rig.slipway("run", "--dirty")
    assert.equal(dirty.status, 0, dirty.stdout)
    assert.deepEqual(outputOf("show", dirty.stdout), ["changed"])
    assert.match(dirty.stderr, /nothing is signed/)
    assert.doesNotMatch(dirty.stderr, /statement/)
    assert(!existsSync(join(rig.folder, ".slipway", "images", "index.json")))

    const both = await rig.slipway("run", "--dirty", "main")
    assert.equal(both.status, 2)
  })

  it("the top of the repository, from any folder in it", async (t) => {
    const rig = rigWithContent(t)
    mkdirSync(join(rig.folder, "deep", "below"), { recursive: true })
    const { status } = await rig.start(["run"], {}, "deep/below").ended
    assert.equal(status, 0)
    assert(existsSync(join(rig.folder, ".slipway", "work")))
    assert(!existsSync(join(rig.folder, "deep", "below", ".slipway")))
  })
})

describe("what slipway run cannot run on", { concurrency: true }, () => {
  it("a folder without a repository", async (t) => {
    const { status, stderr } = await new RunRig(t).slipway("run")
    assert.equal(status, 2)
    assert.match(stderr, /is not in a git repository/)
  })

  it("a repository without a commit", async (t) => {
    const rig = new RunRig(t)
    rig.git("init", "--quiet")
    const { status, stderr } = await rig.slipway("run")
    assert.equal(status, 2)
    assert.match(stderr, /no commit yet/)
  })

  it("a commit without a definition", async (t) => {
    const { status, stderr } = await RunRig.withFiles(t, { file: "" }).slipway("run")
    assert.equal(status, 2)
    assert.match(stderr, /there is no slipway\.yaml in [0-9a-f]{12}/)
  })

  it("a bad definition: all its problems are shown", async (t) => {
    const { status, stderr } = await RunRig.withDefinition(
      t,
      "jobs: { a: { needs: [b], run: x }, c: { ruin: y } }",
    ).slipway("run")
    assert.equal(status, 2)
    assert.match(stderr, /slipway\.yaml:3:\d+ error/)
    assert(stderr.split(" error ").length > 2, stderr)
  })

  it("a machine without git", async (t) => {
    const rig = rigWithContent(t)
    const bin = join(rig.home, "bin")
    mkdirSync(bin)
    symlinkSync(process.execPath, join(bin, "node"))
    for (const tool of ["sh", "dirname", "readlink", "env"]) symlinkSync(`/usr/bin/${tool}`, join(bin, tool))
    const { status, stderr } = await rig.start(["run"], { PATH: bin }).ended
    assert.equal(status, 3, stderr)
    assert.match(stderr, /git was not found\n.*install git/)
  })

  it("a wrong number of jobs", async (t) => {
    const rig = rigWithContent(t)
    for (const jobs of ["0", "-1", "x", "1.5", "1e9"]) {
      const { status } = await rig.slipway("run", `--jobs=${jobs}`)
      assert.equal(status, 2, jobs)
    }
    assert.deepEqual(
      readdirSync(rig.folder).filter((name) => name === ".slipway"),
      [],
    )
  })
})
