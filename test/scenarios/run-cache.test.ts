import assert from "node:assert/strict"
import { chmodSync, cpSync, mkdirSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { jobEnds } from "../support/job-ends.ts"
import { outputOf, RunRig, SLIPWAY } from "../support/run-rig.ts"
import { startProgram } from "../support/running-program.ts"
import { tinyProject } from "../support/tiny-project.ts"

/** base <- mid <- top, and side; each reads what those before it left. */
const LAYERS = `
packages:
  base: { directory: base, jobs: { build: { run: "mkdir dist; cat src/* > dist/out.txt", outputs: [dist] } } }
  mid:
    directory: mid
    jobs: { build: { run: "cat ../base/dist/out.txt src/* > out.txt", needs: ["base:build"], outputs: [out.txt] } }
  top:
    directory: top
    jobs: { check: { run: "cat ../base/dist/out.txt ../mid/out.txt src/*", needs: ["mid:build"] } }
  side: { directory: side, jobs: { build: "cat src/*" } }
`
const ALL = ["base:build", "mid:build", "top:check", "side:build"]

function layers(t: TestContext, more = ""): RunRig {
  const sources = Object.fromEntries(["base", "mid", "top", "side"].map((name) => [`${name}/src/text`, `${name} 1\n`]))
  return RunRig.withFiles(t, { "slipway.yaml": `version: 1\nproject: demo\n${LAYERS}${more}`, ...sources })
}

/** A run that must succeed; how its jobs ended. */
async function ends(rig: RunRig, ...args: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { status, stdout, stderr } = await rig.slipway("run", ...args)
  assert.equal(status, 0, stdout + stderr)
  return jobEnds(stdout)
}

const each = (end: string, jobs: readonly string[] = ALL) => Object.fromEntries(jobs.map((job) => [job, end]))

describe("slipway run with results of earlier runs", { concurrency: true }, () => {
  it("runs nothing and makes no checkout when nothing has changed", async (t) => {
    const rig = layers(t)
    assert.deepEqual(await ends(rig), each("ran"))
    const { status, stdout, stderr } = await rig.slipway("run", "--keep")
    assert.equal(status, 0, stderr)
    assert.deepEqual(jobEnds(stdout), each("restored"))
    assert.doesNotMatch(stdout, / > started/)
    assert.match(stdout, /^run succeeded in .*: 4 succeeded, 4 of them restored$/m)
    assert.match(stderr, /there is no checkout: nothing had to run/)
    assert.deepEqual(rig.leftovers(), [])
  })

  it("runs what changed and what depends on it, on what the others left", async (t) => {
    const rig = layers(t)
    await ends(rig)
    rig.commit({ "mid/src/text": "mid 2\n" })
    const { stdout } = await rig.slipway("run")
    assert.deepEqual(jobEnds(stdout), { ...each("ran"), "base:build": "restored", "side:build": "restored" })
    assert.deepEqual(outputOf("top:check", stdout), ["base 1", "base 1", "mid 2", "top 1"])

    rig.commit({ "top/src/text": "top 2\n" })
    const next = await rig.slipway("run")
    assert.deepEqual(jobEnds(next.stdout), { ...each("restored"), "top:check": "ran" })
    assert.deepEqual(outputOf("top:check", next.stdout), ["base 1", "base 1", "mid 2", "top 2"])

    rig.commit({ "mid/src/text": "mid 1\n", "top/src/text": "top 1\n" })
    assert.deepEqual(await ends(rig), each("restored"), "what was known before is known again")
    rig.commit({ "README.md": "about it" })
    assert.deepEqual(await ends(rig), each("restored"), "a file that nobody reads")
  })

  it("runs everything with --no-cache, and keeps the results all the same", async (t) => {
    const rig = layers(t)
    assert.deepEqual(await ends(rig, "--no-cache"), each("ran"))
    assert.deepEqual(await ends(rig), each("restored"))
    assert.deepEqual(await ends(rig, "--no-cache"), each("ran"))
  })

  it("takes results over from dirty runs and into them, by what the files hold", async (t) => {
    const rig = layers(t)
    await ends(rig)
    rig.write({ "mid/src/text": "mid dirty\n" })
    const changed = { ...each("restored"), "mid:build": "ran", "top:check": "ran" }
    assert.deepEqual(await ends(rig, "--dirty"), changed)
    assert.deepEqual(await ends(rig, "--dirty"), each("restored"))
    rig.commit({ "mid/src/text": "mid dirty\n" })
    assert.deepEqual(await ends(rig), changed, "nobody has signed what was found out about files of no commit")
    assert.deepEqual(await ends(rig), each("restored"))
  })

  it("never restores a failure, an error or what was skipped", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `jobs:
  bad: test -e $HOME/well
  crash: { run: "test -e $HOME/well || kill -SEGV $$" }
  needing: { run: echo here, needs: [bad] }
  report: { run: "test ! -e $HOME/well || touch made", outputs: [made] }`,
    )
    for (const _ of [1, 2]) {
      const { status, stdout } = await rig.slipway("run")
      assert.equal(status, 3)
      assert.deepEqual(jobEnds(stdout), { bad: "failed", crash: "errored", needing: "skipped", report: "failed" })
    }
    mkdirSync(join(rig.home, "well"))
    const jobs = ["bad", "crash", "needing", "report"]
    assert.deepEqual(await ends(rig), each("ran", jobs))
    assert.deepEqual(await ends(rig), each("restored", jobs))
  })

  it("runs again what has other variables or another version of a tool that it names", async (t) => {
    const definition = (mode: string) => `version: 1\nproject: demo\njobs:
  with-mode: { run: "echo $MODE", env: { MODE: ${mode} } }
  with-tool: { run: mytool --version, tools: [mytool] }
  without: mytool --version\n`
    const rig = RunRig.withFiles(t, { "slipway.yaml": definition("one"), mode: "" })
    const bin = join(rig.home, "bin")
    const run = async (version: string) => {
      mkdirSync(bin, { recursive: true })
      await startProgram(["sh", "-c", `printf '#!/bin/sh\necho ${version}\n' > ${bin}/mytool`], {
        cwd: bin,
        env: rig.env,
      }).ended
      chmodSync(join(bin, "mytool"), 0o755)
      const { status, stdout } = await rig.start(["run"], { PATH: `${bin}:${rig.env.PATH}` }).ended
      assert.equal(status, 0, stdout)
      return jobEnds(stdout)
    }
    await run("1.0")
    assert.deepEqual(await run("1.0"), each("restored", ["with-mode", "with-tool", "without"]))
    assert.deepEqual(await run("1.1"), { "with-mode": "restored", "with-tool": "ran", without: "restored" })
    rig.commit({ "slipway.yaml": definition("two") })
    assert.deepEqual(
      await run("1.1"),
      { "with-mode": "ran", "with-tool": "ran", without: "ran" },
      "jobs of the repository read all of it, slipway.yaml too",
    )
  })

  it("does not care about flags, time zone, locale, umask, home, user's variables or where the checkout is", async (t) => {
    const rig = layers(t)
    await ends(rig)
    const restored = async (what: string, result: Promise<{ stdout: string; stderr: string }>) => {
      const { stdout, stderr } = await result
      assert.deepEqual(jobEnds(stdout), each("restored"), `${what}\n${stderr}`)
    }
    await restored("flags", rig.slipway("run", "--jobs", "7", "--format", "plain", "--keep"))
    await restored("a ref", rig.slipway("run", "main"))
    const home = join(rig.home, "another")
    mkdirSync(home)
    const env = { TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8", LC_ALL: "C", HOME: home, USER: "eve", EDITOR: "ed" }
    await restored("the environment", rig.start(["run"], env).ended)
    const program = ["sh", "-c", `umask 077; exec ${SLIPWAY} run`] as const
    await restored("the umask", startProgram(program, { cwd: rig.folder, env: rig.env }).ended)

    const elsewhere = join(dirname(rig.folder), "else where")
    rig.git("clone", "--quiet", rig.folder, elsewhere)
    cpSync(join(rig.folder, ".slipway"), join(elsewhere, ".slipway"), { recursive: true })
    await restored("the place", startProgram([SLIPWAY, "run"], { cwd: elsewhere, env: rig.env }).ended)
  })

  it("restores only the jobs that were asked for", async (t) => {
    const rig = layers(t)
    assert.deepEqual(await ends(rig, "--only", "mid"), each("ran", ["base:build", "mid:build"]))
    assert.deepEqual(await ends(rig), { ...each("ran"), "base:build": "restored", "mid:build": "restored" })
  })

  it("restores an image only while it is there", async (t) => {
    const rig = tinyProject(t, "")
    assert.deepEqual(await ends(rig), { "web:image": "ran" })
    const { stdout } = await rig.slipway("run")
    assert.deepEqual(jobEnds(stdout), { "web:image": "restored" })
    const digest = /web:image > built (\w+)/.exec(stdout)?.[1]
    assert(digest, stdout)
    rmSync(join(rig.folder, ".slipway", "images"), { recursive: true })
    const again = await rig.slipway("run")
    assert.deepEqual(jobEnds(again.stdout), { "web:image": "ran" })
    assert.equal(/web:image > built (\w+)/.exec(again.stdout)?.[1], digest)
    assert.deepEqual(await ends(rig), { "web:image": "restored" })
  })

  it("always runs jobs with secrets and those that always run", async (t) => {
    const rig = RunRig.withDefinition(
      t,
      `jobs:
  plain: { run: "echo made > out", outputs: [out] }
  publish: { run: "cat out", secrets: [TOKEN], needs: [plain] }
  tidy: { run: "true", always: true }`,
    )
    const run = async () => {
      const { status, stdout } = await rig.start(["run"], { TOKEN: "hunter2-hunter2" }).ended
      assert.equal(status, 0, stdout)
      assert.deepEqual(outputOf("publish", stdout), ["made"])
      return jobEnds(stdout)
    }
    assert.deepEqual(await run(), each("ran", ["plain", "publish", "tidy"]))
    assert.deepEqual(await run(), { plain: "restored", publish: "ran", tidy: "ran" })
  })

  it("puts in place exactly what a job declares as its outputs, as it was", async (t) => {
    const rig = RunRig.withFiles(t, {
      "slipway.yaml": `version: 1
project: demo
packages:
  make:
    directory: make
    jobs:
      all:
        run: |
          mkdir -p dist/deep reports other
          echo text > dist/deep/a.js; echo map > dist/deep/a.map; echo tool > reports/tool; chmod +x reports/tool
          ln -s deep/a.js dist/link; echo no > other/file; echo no > dist/b.txt; echo changed > tracked
        outputs: ["dist/**/*.js", "dist/link", reports, tracked]
  see:
    directory: see
    jobs: { list: { run: "cd ../make; find . -type f -o -type l | sort; cat tracked dist/link; test -x reports/tool", needs: ["make:all"] } }
`,
      "make/tracked": "original",
      "see/input": "1",
    })
    await ends(rig)
    rig.commit({ "see/input": "2" })
    const { status, stdout } = await rig.slipway("run")
    assert.equal(status, 0, stdout)
    assert.deepEqual(jobEnds(stdout), { "make:all": "restored", "see:list": "ran" })
    const files = ["./dist/deep/a.js", "./dist/link", "./reports/tool", "./tracked"]
    assert.deepEqual(outputOf("see:list", stdout), [...files, "changed", "text"])
  })

  it("runs no setup that nobody needs, and puts outputs in place behind the setup that would remove them", async (t) => {
    const rig = RunRig.withFiles(t, {
      "slipway.yaml": `version: 1
project: demo
packages:
  web:
    directory: web
    setup: rm -rf modules; mkdir modules; echo installed
    jobs:
      generate: { run: "echo generated > modules/client", outputs: [modules/client], inputs: [schema] }
      unit: { run: "cat modules/client", needs: [generate], inputs: [test] }
`,
      "web/schema": "1",
      "web/test": "1",
    })
    const jobs = ["setup:web", "web:generate", "web:unit"]
    assert.deepEqual(await ends(rig), each("ran", jobs))
    assert.deepEqual(await ends(rig), { ...each("restored", jobs), "setup:web": "not needed" })
    rig.commit({ "web/test": "2" })
    const { status, stdout } = await rig.slipway("run")
    assert.equal(status, 0, stdout)
    assert.deepEqual(jobEnds(stdout), { "setup:web": "ran", "web:generate": "restored", "web:unit": "ran" })
    assert.deepEqual(outputOf("web:unit", stdout), ["generated"])
  })
})
