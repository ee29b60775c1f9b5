import assert from "node:assert/strict"
import { existsSync, readdirSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import type { CollectedImages } from "../../src/app/images/collect-images.ts"
import type { ImageList } from "../../src/app/images/list-images.ts"
import type { StatusReport } from "../../src/app/server/status.ts"
import type { RunRig } from "../support/run-rig.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const DAY = 86_400
const ENVIRONMENTS = `
tests: { smoke: { directory: web, run: "true" } }
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: local, verify: [smoke] }
  uat: { from: { branch: main }, target: local, verify: [smoke] }
`

/** As if everything had been stored so many days ago. */
function age(project: RunRig, days: number): void {
  const folder = join(project.folder, ".slipway/images/blobs/sha256")
  const then = Date.now() / 1000 - days * DAY
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), then, then)
}

async function collect(rig: Pick<RunRig, "slipway">, ...args: readonly string[]): Promise<CollectedImages> {
  const { status, stdout, stderr } = await rig.slipway("image", "gc", "--format", "json", ...args)
  assert.equal(status, 0, stdout + stderr)
  return JSON.parse(stdout)
}

async function images(rig: Pick<RunRig, "slipway">): Promise<ImageList["images"]> {
  return JSON.parse((await rig.slipway("image", "ls", "--format", "json")).stdout).images
}

/** A new content on `main`, deployed and verified. */
async function deliver(rig: ServerRig, content: string): Promise<string> {
  rig.project.commit({ "web/content": content })
  await rig.pushed("main")
  await rig.serves("uat", content)
  await until(`${content} is verified`, async () => {
    return (await rig.environment("uat")).deployed?.verification === "succeeded"
  })
  const [cell] = (await rig.environment("uat")).cells
  return cell?.image ?? ""
}

async function start(t: TestContext, ...args: readonly string[]): Promise<ServerRig> {
  return ServerRig.start(t, tinyProject(t, ENVIRONMENTS), ...args)
}

describe("slipway image gc", { concurrency: 2 }, () => {
  it("keeps what runs, can be gone back to, is named or new on a branch, and removes the rest", async (t) => {
    const rig = await start(t)
    const contents = ["one", "two", "three", "four", "five", "six"]
    const digests: string[] = []
    for (const content of contents) {
      digests.push(await deliver(rig, content))
      if (content === "one") await rig.succeed("release", "1.0.0", "--of", "uat")
    }
    rig.project.git("checkout", "--quiet", "-b", "feature/x")
    rig.project.commit({ "web/content": "of a branch" })
    await rig.pushed("feature/x")
    const branch = (await rig.preview("feature/x")).cells[0]?.image ?? ""
    age(rig.project, 40)
    // Whoever may not remove anything may look.
    const { kept, removed } = await collect(rig.project, "--dry-run")
    const reasons = new Map([...kept, ...removed].map(({ digest, why }) => [digest, why]))
    assert.deepEqual(
      digests.map((digest) => reasons.get(digest as never)?.replace(/used .*/, "used")),
      [
        "release v1.0.0",
        "only builds named it, used",
        "uat can go back to it",
        "uat can go back to it",
        "uat can go back to it",
        "runs in uat",
      ],
    )
    assert.match(reasons.get(branch as never) ?? "", /^runs in demo-/)
    assert.equal((await images(rig.project)).length, 7)
    const done = await collect(rig.project)
    assert.deepEqual(
      done.removed.map(({ digest }) => digest),
      [digests[1]],
    )
    assert.ok(done.bytes > 0)
    assert.equal((await images(rig.project)).length, 6)
    const audit = (await rig.api("GET", "/audit")).body as readonly { action: string; person: string; detail: string }[]
    assert.match(
      audit.find(({ action }) => action === "prune-images")?.detail ?? "",
      /removed 1 image that nothing needs/,
    )
    // What is kept works: back to an earlier one, whose files were unpacked no longer.
    await rig.succeed("rollback", "uat")
    await rig.serves("uat", "five")
    assert.match(await rig.succeed("status"), /images pruned .* ago: 1 image, /)
    // What is gone can be built again.
    rig.project.git("checkout", "--quiet", "main")
    await rig.succeed("resume", "uat")
    assert.equal(await deliver(rig, "two"), digests[1])
  })

  it("is for the owner, and says so", async (t) => {
    const rig = await start(t)
    await rig.pushed("main")
    const { status, stderr } = await rig.slipwayAs("mallory", "image", "gc")
    assert.equal(status, 1, stderr)
    assert.match(stderr, /only olivia may do this/)
    assert.equal((await rig.slipwayAs("mallory", "image", "gc", "--dry-run")).status, 0)
    const short = await rig.slipway("image", "gc", "--unused-for", "1h")
    assert.equal(short.status, 2)
    assert.match(short.stderr, /too short: a build may count on what was used a moment ago/)
  })

  it("reads the store of a server that does not run", async (t) => {
    const rig = await start(t)
    const one = await deliver(rig, "one")
    await rig.end("SIGTERM")
    age(rig.project, 40)
    const { kept, removed, artifacts } = await collect(rig.project)
    assert.deepEqual(removed, [])
    assert.deepEqual(
      kept.map(({ digest, why }) => [digest, why]),
      [[one, "runs in uat"]],
    )
    assert.ok(artifacts.kept > 2)
    await rig.up()
    await rig.serves("uat", "one")
  })

  it("is done by the server itself when it is time", async (t) => {
    const project = tinyProject(t, ENVIRONMENTS)
    assert.equal((await project.slipway("image", "build", "web", "--dirty")).status, 0)
    const [image] = await images(project)
    age(project, 8)
    const rig = await ServerRig.start(t, project, "--prune-every", "1d", "--prune-evidence-for", "2h")
    await until("the image is gone", async () => (await images(project)).length === 0)
    const status = JSON.parse(await rig.succeed("status", "--format", "json")) as StatusReport
    assert.equal(status.images.lastPrune?.images, 1)
    assert.ok(image && (status.images.lastPrune?.bytes ?? 0) >= image.size)
  })

  it("without a server removes what nobody named, used or spoke about", async (t) => {
    const project = tinyProject(t, ENVIRONMENTS)
    const nothing = await collect(project)
    assert.deepEqual([nothing.kept, nothing.removed], [[], []])
    assert.equal(existsSync(join(project.folder, ".slipway")), false)
    const build = async () => (await project.slipway("image", "build", "web", "--dirty")).stdout.trim()
    const one = await build()
    project.write({ "web/content": "another" })
    const two = await build()
    assert.equal((await project.slipway("image", "copy", two, "web:kept")).status, 0)
    age(project, 40)
    const text = (await project.slipway("image", "gc", "--dry-run")).stdout
    assert.match(text, /would go: nothing names it, used 40 d 0 h ago, \d+ bytes|\d KiB/)
    assert.match(text, /kept: named web:kept/)
    assert.deepEqual(
      (await collect(project)).removed.map(({ digest }) => digest),
      [one],
    )
    assert.deepEqual(
      (await images(project)).map(({ digest }) => digest),
      [two],
    )
    project.write({ "web/content": "first" })
    assert.equal(await build(), one)
  })
})
