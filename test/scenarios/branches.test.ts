import assert from "node:assert/strict"
import { readdirSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { describe, it } from "node:test"
import { request, ServerRig } from "../support/server-rig.ts"
import { tinyFiles, tinyProject } from "../support/tiny-project.ts"

const ENVIRONMENTS = `
branches: { allowed: ["feature/*", main] }
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: local }
  uat: { from: { branch: main }, target: local }
`

/** Every branch gets a preview, whatever it is called. */
const ANY_NAME = `
environments:
  preview: { from: { branch: "**" }, ephemeral: {}, target: local }
`

/** A commit's job ends only once somebody said so in the home folder. */
const STEERED = `
jobs: { wait: 'until [ -e "$HOME/go-on" ] || grep -q quick web/content; do sleep 0.05; done' }
environments: { uat: { from: { branch: main }, target: local } }
`

describe("branches that are pushed", { concurrency: 2 }, () => {
  it("a feature cannot come before the branch that holds the rules, only together with it", async (t) => {
    const project = tinyProject(t, ENVIRONMENTS)
    const rig = await ServerRig.start(t, project)
    project.git("branch", "feature/early")
    const early = await rig.push("feature/early")
    assert.equal(early.status, 1)
    assert.match(early.stderr, /remote: slipway: this server has no 'main' yet, whose rules count/)
    assert.match(early.stderr, /remote: {3}push it first: git push slipway main/)
    assert.equal(project.git("ls-remote", rig.gitFolder), "")
    assert.deepEqual((await rig.status()).columns, [])

    await rig.pushed("feature/early", "main")
    assert.equal((await rig.preview("feature/early")).deployed?.verification, "succeeded")
    assert.equal(await (await request(await rig.environment("uat"), "web")).text(), "first")
  })

  it("a name outside the convention is refused, with what is allowed, and takes nothing else of the push along", async (t) => {
    const project = tinyProject(t, ENVIRONMENTS)
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    project.git("branch", "experiment")
    project.git("branch", "feature/fine")
    const refused = await rig.push("experiment", "feature/fine")
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /'experiment' is not an allowed branch name/)
    assert.match(refused.stderr, /allowed are feature\/\*, main/)
    assert.doesNotMatch(project.git("ls-remote", rig.gitFolder), /experiment|fine/)

    const deleted = await rig.push("--delete", "main")
    assert.equal(deleted.status, 1)
    assert.match(deleted.stderr, /'main' is protected.*\n.*a protected branch cannot be deleted/)
  })

  it("hostile names are names: each has its environment, and loses it with the branch", async (t) => {
    /** Git allows no blank in a name; the shell makes one of this. */
    const blank = "$".concat("{IFS}")
    const hostile = [
      `$(touch${blank}pwned)`,
      `a;touch${blank}pwned`,
      `\`touch${blank}pwned\``,
      "it's",
      'a"b',
      "--upload-pack=x",
      "-x",
      "<script>",
      "%2e%2e",
      "ä/ö",
    ]
    const project = tinyProject(t, ANY_NAME)
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    for (const name of hostile) project.git("update-ref", `refs/heads/${name}`, "HEAD")
    await rig.pushed(...hostile.map((name) => `refs/heads/${name}`))
    for (const branch of hostile) {
      const preview = await rig.preview(branch)
      assert.match(preview.environment, /^demo-[0-9a-f]{8}$/)
      assert.equal(await (await request(preview, "web")).text(), "first")
    }
    const runs: { ref: string }[] = JSON.parse(await rig.succeed("runs", "--format", "json"))
    assert.deepEqual(
      new Set(runs.map(({ ref }) => ref)),
      new Set(["main", ...hostile].map((name) => `refs/heads/${name}`)),
    )
    await rig.pushed(...hostile.map((name) => `:refs/heads/${name}`))
    const { columns } = await rig.status()
    assert.deepEqual(
      columns.filter(({ branch, removing }) => branch !== "main" && !removing),
      [],
    )
    const files = readdirSync(project.folder, { recursive: true, encoding: "utf8" })
    assert(!files.some((path) => basename(path) === "pwned"))
  })

  it("of two pushes right after each other the second one stays, also if the first one's run ends later", async (t) => {
    const project = tinyProject(t, STEERED)
    const rig = await ServerRig.start(t, project)
    const first = rig.startPush("main")
    await first.waitFor("run 1 of", "stderr")
    project.commit(tinyFiles(STEERED, "quick second"))
    await rig.pushed("main")
    const uat = await rig.environment("uat")
    assert.equal(await (await request(uat, "web")).text(), "quick second")

    writeFileSync(join(project.home, "go-on"), "")
    const { status, stderr } = await first.ended
    assert.equal(status, 0, stderr)
    assert.match(stderr, /superseded: a newer commit is deployed in uat already/)
    assert.equal(await (await request(await rig.environment("uat"), "web")).text(), "quick second")
    assert.equal((await rig.environment("uat")).deployed?.deployment, uat.deployed?.deployment)
  })
})
