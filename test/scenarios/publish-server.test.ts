import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it, type TestContext } from "node:test"
import { skipWithout } from "../support/component.ts"
import { dockerRegistry, startDockerRegistry, type TestRegistry } from "../support/docker-registry.ts"
import { type MeddlingProxy, startMeddlingProxy } from "../support/meddling-proxy.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const MANIFEST = "application/vnd.oci.image.manifest.v1+json"
const INDEX = "application/vnd.oci.image.index.v1+json"

describe("slipway up with a registry", { skip: skipWithout("docker-registry", dockerRegistry) }, () => {
  let registry: TestRegistry
  let proxy: MeddlingProxy
  let projects = 0
  before(async () => {
    registry = await startDockerRegistry()
    proxy = await startMeddlingProxy(() => registry.host)
  })
  after(async () => {
    await proxy[Symbol.asyncDispose]()
    await registry[Symbol.asyncDispose]()
  })

  /** A server whose images go to a place of their own in the registry. */
  async function start(
    t: TestContext,
  ): Promise<{ rig: ServerRig; url: string; tags: () => Promise<readonly string[]> }> {
    const url = `${proxy.host}/number-${++projects}`
    const project = tinyProject(
      t,
      `
registry: { url: "${url}" }
publish: { from: [main, "hotfix/*"] }
environments: { uat: { from: { branch: main }, target: local } }
`,
    )
    const tags = async () => {
      const listed = await fetch(`http://${url.replace("/", "/v2/")}/web/tags/list`)
      const { tags = [] } = (await listed.json()) as { tags?: string[] }
      return tags.filter((tag) => !tag.startsWith("sha256-")).sort()
    }
    return { rig: await ServerRig.start(t, project), url, tags }
  }

  async function digestAt(url: string, tag: string): Promise<string | null> {
    const address = `http://${url.replace("/", "/v2/")}/web/manifests/${tag}`
    const answer = await fetch(address, { method: "HEAD", headers: { accept: MANIFEST } })
    return answer.headers.get("docker-content-digest")
  }

  async function manifestOf(url: string, reference: string | undefined): Promise<string> {
    const address = `http://${url.replace("/", "/v2/")}/web/manifests/${reference}`
    return (await fetch(address, { headers: { accept: `${MANIFEST}, ${INDEX}` } })).text()
  }

  async function deployedImage(rig: ServerRig): Promise<string | undefined> {
    return (await rig.environment("uat")).cells.find(({ service }) => service === "web")?.image
  }

  it("publishes what the rules' branches build, with its release; other branches' images stay", async (t) => {
    const { rig, url, tags } = await start(t)
    const said = await rig.pushed("main")
    const tag = `main-${rig.project.git("rev-parse", "HEAD").slice(0, 12)}`
    assert.match(said, new RegExp(`web: published ${url}/web:${tag}, [0-9.]+ [KM]iB sent`))
    const image = await deployedImage(rig)
    assert.equal(await digestAt(url, tag), image)
    const published = await tags()
    assert.deepEqual(published.map((name) => name.replace(/^release-[0-9a-f]{12}$/, "release")).sort(), [
      tag,
      "release",
    ])
    const statements = await manifestOf(url, image?.replace(":", "-"))
    const { manifests } = JSON.parse(statements) as { manifests: { artifactType: string }[] }
    assert.ok(manifests.some(({ artifactType }) => artifactType.includes("sigstore.bundle")))

    rig.project.git("switch", "--quiet", "--create", "feature/x")
    rig.project.commit({ "web/content": "second" })
    assert.doesNotMatch(await rig.pushed("feature/x"), /publish/)
    assert.deepEqual(await tags(), published)
  })

  it("takes publish.from from the protected branch: a branch cannot publish itself", async (t) => {
    const { rig, tags } = await start(t)
    await rig.pushed("main")
    const published = await tags()
    rig.project.git("switch", "--quiet", "--create", "feature/mine")
    const definition = readFileSync(join(rig.project.folder, "slipway.yaml"), "utf8")
    rig.project.commit({ "slipway.yaml": definition.replace("hotfix/*", "feature/*"), "web/content": "mine" })
    assert.doesNotMatch(await rig.pushed("feature/mine"), /publish/)
    assert.deepEqual(await tags(), published)
  })

  it("names releases there without a layer, and never moves such a name", async (t) => {
    const { rig, url, tags } = await start(t)
    await rig.pushed("main")
    const image = await deployedImage(rig)
    const before = proxy.requests.length
    const said = await rig.succeed("release", "1.0.0-rc.1", "--of", "uat")
    assert.match(said, new RegExp(`publishing ${url}/web:v1\\.0\\.0-rc\\.1`))
    await until("it is there", async () => (await tags()).includes("v1.0.0-rc.1"))
    assert.equal(await digestAt(url, "v1.0.0-rc.1"), image)
    const asked = proxy.requests.slice(before)
    assert.ok(asked.includes(`PUT /v2/${url.split("/")[1]}/web/manifests/v1.0.0-rc.1`))
    await until("nothing is on its way", async () => (await rig.status()).publications.length === 0)
    const manifest = await manifestOf(url, image)
    const { layers } = JSON.parse(manifest) as { layers: { digest: string }[] }
    assert.ok(layers.length > 0)
    for (const { digest } of layers) {
      assert.ok(proxy.requests.slice(before).every((request) => !decodeURIComponent(request).includes(digest)))
    }

    rig.project.commit({ "web/content": "second" })
    await rig.pushed("main")
    const other = await deployedImage(rig)
    assert.notEqual(other, image)
    await fetch(`http://${url.replace("/", "/v2/")}/web/manifests/v2.0.0`, {
      method: "PUT",
      headers: { "content-type": MANIFEST },
      body: manifest,
    })
    const refused = await rig.slipway("release", "2.0.0", "--of", "uat")
    assert.equal(refused.status, 1, refused.stdout)
    assert.match(refused.stderr, /web:v2\.0\.0 names [0-9a-f]{12} already, and never moves\n.*choose the next version/)
    assert.equal(await digestAt(url, "v2.0.0"), image)
    assert.equal(rig.project.git("ls-remote", "--tags", rig.gitFolder, "v2.0.0"), "", "nothing was named at all")
  })

  it("waits for a registry that is down, says so, and publishes after a crash in between", async (t) => {
    const { rig, url, tags } = await start(t)
    await registry.stop()
    try {
      const said = await rig.pushed("main")
      assert.match(said, /web: not published yet, it is tried again: .* does not answer as it should/)
      await rig.succeed("release", "1.0.0", "--of", "uat", "--no-wait")
      const { publications } = await rig.status()
      assert.deepEqual(
        publications.map(({ tag, state }) => [tag.replace(/-.*/, ""), state]),
        [
          ["main", "waiting"],
          ["v1.0.0", "waiting"],
        ],
      )
      assert.match(await rig.succeed("status"), /to be published\s+web:main-[0-9a-f]{12} waiting: /)
      await rig.end("SIGKILL")
    } finally {
      await registry.start()
    }
    await rig.up()
    await until("all is published", async () => (await rig.status()).publications.length === 0)
    assert.equal((await tags()).filter((tag) => /^(main-|v1\.0\.0$)/.test(tag)).length, 2)
    assert.equal(await digestAt(url, "v1.0.0"), await deployedImage(rig))
  })
})
