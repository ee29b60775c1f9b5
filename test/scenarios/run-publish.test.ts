import assert from "node:assert/strict"
import { after, before, describe, it, type TestContext } from "node:test"
import { skipWithout } from "../support/component.ts"
import { dockerRegistry, startDockerRegistry, type TestRegistry } from "../support/docker-registry.ts"
import type { RunRig } from "../support/run-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"

describe("slipway run --publish", { skip: skipWithout("docker-registry", dockerRegistry) }, () => {
  let registry: TestRegistry
  let projects = 0
  before(async () => {
    registry = await startDockerRegistry()
  })
  after(() => registry[Symbol.asyncDispose]())

  function project(t: TestContext, more = ""): { rig: RunRig; url: string; tag: () => string } {
    const url = `${registry.host}/number-${++projects}`
    const rig = tinyProject(t, `registry: { url: "${url}" }\npublish: { from: [main] }\n${more}`)
    return { rig, url, tag: () => `main-${rig.git("rev-parse", "HEAD").slice(0, 12)}` }
  }

  async function tagsAt(url: string): Promise<readonly string[]> {
    const { tags } = (await (await fetch(`http://${url.replace("/", "/v2/")}/web/tags/list`)).json()) as {
      tags?: string[]
    }
    return (tags ?? []).filter((tag) => !tag.startsWith("sha256-"))
  }

  it("publishes what a branch of publish.from has built, with its statements, and only once", async (t) => {
    const { rig, url, tag } = project(t)
    const first = await rig.slipway("run", "--publish")
    assert.equal(first.status, 0, first.stderr)
    assert.match(first.stdout + first.stderr, new RegExp(`published ${url}/web:${tag()}, [0-9.]+ [KM]iB sent`))
    assert.deepEqual(await tagsAt(url), [tag()])
    const again = await rig.slipway("run", "main", "--publish")
    assert.match(again.stdout + again.stderr, new RegExp(`published ${url}/web:${tag()}, 0 bytes sent`), "all is there")
  })

  it("publishes nothing without being asked, nor from other branches, and says so", async (t) => {
    const { rig, url } = project(t)
    const unasked = await rig.slipway("run")
    assert.doesNotMatch(unasked.stdout + unasked.stderr, /publish/)
    rig.git("switch", "--quiet", "--create", "feature/x")
    const { status, stdout, stderr } = await rig.slipway("run", "--publish")
    assert.equal(status, 0, stderr)
    assert.match(stdout + stderr, /nothing is published: images are published from main, not from feature\/x/)
    assert.deepEqual(await tagsAt(url), [])
  })

  it("takes the rules from the protected branch", async (t) => {
    const { rig, url } = project(t)
    rig.git("switch", "--quiet", "--create", "feature/mine")
    rig.git("commit", "--quiet", "--allow-empty", "--message=mine")
    const definition = rig.git("show", "main:slipway.yaml")
    rig.commit({ "slipway.yaml": definition.replace("from: [main]", 'from: ["feature/*"]') })
    const { stdout, stderr } = await rig.slipway("run", "--publish")
    assert.match(stdout + stderr, /nothing is published: images are published from main/)
    assert.deepEqual(await tagsAt(url), [])
  })

  it("publishes nothing of a run that failed", async (t) => {
    const { rig, url } = project(t, "jobs: { unit: exit 1 }\n")
    const { status, stdout, stderr } = await rig.slipway("run", "--publish")
    assert.equal(status, 1, stderr)
    assert.match(stdout + stderr, /nothing is published: not every job succeeded/)
    assert.deepEqual(await tagsAt(url), [])
  })

  it("refuses what could never be published before anything runs", async (t) => {
    const { rig } = project(t)
    const plain = tinyProject(t, "")
    const commit = rig.git("rev-parse", "HEAD")
    const cases: readonly [rig: RunRig, args: readonly string[], says: RegExp][] = [
      [rig, [commit], /a commit alone is on no branch/],
      [rig, ["--only", "web"], /once all of their commit's jobs have passed/],
      [plain, [], /does not say where to/],
    ]
    for (const [where, args, says] of cases) {
      const { status, stdout, stderr } = await where.slipway("run", "--publish", ...args)
      assert.equal(status, 2, stdout)
      assert.match(stderr, says)
      assert.doesNotMatch(stdout, /succeeded/)
    }
    rig.write({ "web/content": "changed" })
    const dirty = await rig.slipway("run", "--publish", "--dirty")
    assert.equal(dirty.status, 2, dirty.stdout)
  })

  it("errs where the registry does not answer, and completes it when told again", async (t) => {
    const { rig, url, tag } = project(t)
    await registry.stop()
    try {
      const down = await rig.slipway("run", "--publish")
      assert.equal(down.status, 3, down.stdout)
      assert.match(down.stderr, /does not answer as it should/)
    } finally {
      await registry.start()
    }
    assert.equal((await rig.slipway("run", "--publish")).status, 0)
    assert.deepEqual(await tagsAt(url), [tag()])
  })

  it("is planned: slipway plan says what would be published, and what would stay", async (t) => {
    const { rig, url, tag } = project(t)
    const main = await rig.slipway("plan", "main")
    assert.match(main.stdout, new RegExp(`images are published\\n +${url}/web:${tag()}\\n`))
    rig.git("branch", "feature/x")
    const other = await rig.slipway("plan", "feature/x")
    assert.match(other.stdout, /images stay here: images are published from main, not from feature\/x/)
    const json = JSON.parse((await rig.slipway("plan", "main", "--format=json")).stdout)
    assert.deepEqual(json.publication, { kind: "published", references: [`${url}/web:${tag()}`] })
  })
})
