import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { accessSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import type { ImageDescription } from "../../src/app/images/describe-image.ts"
import type { ImageList } from "../../src/app/images/list-images.ts"
import { requireComponent } from "../support/component.ts"
import { startDockerEngine } from "../support/docker-engine.ts"
import { dockerRegistry, startDockerRegistry } from "../support/docker-registry.ts"
import { putNodeBaseImage } from "../support/node-base-image.ts"
import { RunRig } from "../support/run-rig.ts"

const SKOPEO = "/usr/bin/skopeo"
const PROJECT = {
  "slipway.yaml": `version: 1
project: demo
packages:
  contract: { directory: contract, jobs: { build: { run: "echo '{}' > contract.json", outputs: [contract.json] } } }
services:
  web:
    directory: web
    image: { builder: node, needs: ["contract:build"] }
    jobs: { unit: "exit 1" }
    run: { port: 3000, health: / }
`,
  "contract/schema": "{}",
  "web/package.json": JSON.stringify({ name: "web", main: "main.js" }),
  "web/main.js": "console.log('hello')",
}

function hasSkopeo(t: TestContext): boolean {
  try {
    accessSync(SKOPEO)
    return true
  } catch {
    return requireComponent(t, "skopeo", false)
  }
}

function skopeo(...args: readonly string[]): string {
  return execFileSync(SKOPEO, args, { encoding: "utf8" })
}

async function succeed(rig: RunRig, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await rig.slipway("image", ...args)
  assert.equal(status, 0, `slipway image ${args.join(" ")}\n${stdout}${stderr}`)
  return stdout.trimEnd()
}

async function refuse(rig: RunRig, status: number, ...args: readonly string[]): Promise<string> {
  const ended = await rig.slipway("image", ...args)
  assert.equal(ended.status, status, ended.stdout + ended.stderr)
  assert.equal(ended.stdout, "")
  return ended.stderr
}

async function json<T>(rig: RunRig, ...args: readonly string[]): Promise<T> {
  return JSON.parse(await succeed(rig, ...args, "--format", "json")) as T
}

describe("slipway image build", { concurrency: 2 }, () => {
  it("prints the digest alone, runs what the image needs and nothing else, and finds it the next time", async (t) => {
    const rig = RunRig.withFiles(t, PROJECT)
    const first = await rig.slipway("image", "build", "web")
    assert.equal(first.status, 0, first.stderr)
    assert.match(first.stdout, /^sha256:[0-9a-f]{64}\n$/)
    assert.match(first.stderr, /^contract:build > succeeded/m)
    assert.doesNotMatch(first.stderr, /web:unit/)
    const digest = first.stdout.trim()

    const again = await json<{ digest: string; restored: boolean }>(rig, "build", "web")
    assert.deepEqual([again.digest, again.restored], [digest, true])
    const anew = await json<{ digest: string; restored: boolean }>(rig, "build", "web", "--no-cache")
    assert.deepEqual([anew.digest, anew.restored], [digest, false])

    rig.write({ "web/main.js": "console.log('another')" })
    assert.match(await refuse(rig, 1, "build", "web"), /add --dirty/)
    const other = await succeed(rig, "build", "web", "--dirty")
    assert.notEqual(other, digest)
    assert.equal(await succeed(rig, "build", "web", "HEAD"), digest)
    assert.match(await refuse(rig, 2, "build", "wed", "HEAD"), /did you mean 'web:image'/)
    assert.match(await refuse(rig, 2, "build", "web", "nowhere"), /nowhere/)
  })

  it("says what failed, and prints no digest", async (t) => {
    const rig = RunRig.withFiles(t, {
      ...PROJECT,
      "slipway.yaml": PROJECT["slipway.yaml"].replace("echo '{}' > contract.json", "echo broken; exit 4"),
    })
    const { status, stdout, stderr } = await rig.slipway("image", "build", "web")
    assert.deepEqual([status, stdout], [1, ""])
    assert.match(stderr, /contract:build \| broken/)
  })
})

describe("slipway image ls and inspect", () => {
  it("show what there is, what is in it, and what is said about it", async (t) => {
    const rig = RunRig.withFiles(t, PROJECT)
    assert.equal(await succeed(rig, "ls"), "there are no images here")
    assert.equal(existsSync(join(rig.folder, ".slipway")), false)
    const digest = await succeed(rig, "build", "web")
    await succeed(rig, "copy", digest, "web:v1.2.0")
    const { images } = await json<ImageList>(rig, "ls")
    assert.deepEqual(
      images.map((image) => [image.digest, image.names, image.statements]),
      [[digest, ["web:v1.2.0"], 1]],
    )
    for (const ref of ["web:v1.2.0", digest, digest.slice(7, 19), digest.slice(0, 15)]) {
      const image = await json<ImageDescription>(rig, "inspect", ref)
      assert.equal(image.digest, digest)
      assert.deepEqual(image.names, ["web:v1.2.0"])
      assert.deepEqual(image.config.entrypoint, ["node", "main.js"])
      assert.deepEqual(
        image.layers.map(({ content }) => content),
        ["source"],
      )
      assert.deepEqual(Object.values(image.statements), [1])
      assert.equal(image.origins[0]?.service, "web")
      assert.match(image.origins[0]?.sources.join() ?? "", new RegExp(rig.git("rev-parse", "HEAD")))
    }
    const text = await succeed(rig, "inspect", "web:v1.2.0")
    assert.match(text, /^size {6}\d+\.\d KiB$/m)
    assert.match(text, /source$/m)
    assert.match(await refuse(rig, 2, "inspect", "web:v1.2.1"), /did you mean 'web:v1.2.0'/)

    const [, layer = ""] =
      /"digest":"sha256:([0-9a-f]{64})","mediaType":"[^"]*gzip"/.exec(
        readFileSync(join(rig.folder, ".slipway/images/blobs/sha256", digest.slice(7)), "utf8"),
      ) ?? []
    const manifest = join(rig.folder, ".slipway/images/blobs/sha256", digest.slice(7))
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace(layer, layer.replace(/^./, "x")))
    assert.match(await succeed(rig, "ls"), /^damaged: web:v1\.2\.0: blob .* is not what its digest says$/m)
    assert.match(await refuse(rig, 3, "inspect", "web:v1.2.0"), /is not what its digest says/)
  })
})

describe("slipway image copy", { concurrency: 2 }, () => {
  it("goes to layouts and archives that skopeo reads, and comes back as it was", async (t) => {
    if (!hasSkopeo(t)) return
    const rig = RunRig.withFiles(t, PROJECT)
    const digest = await succeed(rig, "build", "web")
    const at = (name: string) => join(rig.home, name)
    await succeed(rig, "copy", digest, `oci:${at("layout")}:web`)
    await succeed(rig, "copy", digest, `oci-archive:${at("oci.tar")}:web`)
    await succeed(rig, "copy", digest, `docker-archive:${at("docker.tar")}:web:v1`)
    assert.equal(JSON.parse(skopeo("inspect", `oci:${at("layout")}:web`)).Digest, digest)
    assert.equal(JSON.parse(skopeo("inspect", `oci-archive:${at("oci.tar")}:web`)).Digest, digest)
    const { config } = await json<ImageDescription>(rig, "inspect", digest)
    const read = JSON.parse(skopeo("inspect", "--config", `docker-archive:${at("docker.tar")}:web:v1`))
    assert.deepEqual(read.config.Entrypoint, config.entrypoint)
    assert.equal((await new OciLayout(at("layout")).referrers(digest as never)).ok, true)

    const other = RunRig.withFiles(t, PROJECT)
    for (const [from, name] of [
      [`oci:${at("layout")}`, "web:1"],
      [`oci-archive:${at("oci.tar")}:web`, "web:2"],
    ] as const) {
      await succeed(other, "copy", from, name)
      assert.equal((await json<ImageDescription>(other, "inspect", name)).digest, digest)
    }
    const layout = await json<ImageDescription>(other, "inspect", "web:1")
    assert.deepEqual(Object.values(layout.statements), [1])
    await succeed(other, "copy", `docker-archive:${at("docker.tar")}`, "web:3")
    const fromDocker = await json<ImageDescription>(other, "inspect", "web:3")
    assert.deepEqual(fromDocker.config, config)
    assert.equal(fromDocker.layers[0]?.digest, layout.layers[0]?.digest)

    // What skopeo writes is read as well; its archives hold layers without compression.
    skopeo("copy", "--quiet", `oci:${at("layout")}:web`, `docker-archive:${at("skopeo.tar")}:web:v2`)
    await succeed(other, "copy", `docker-archive:${at("skopeo.tar")}:web:v2`, "web:4")
    assert.deepEqual((await json<ImageDescription>(other, "inspect", "web:4")).config, config)
    assert.match(await refuse(other, 1, "copy", "web:4", "web:1"), /'web:1' names/)
    assert.match(await refuse(other, 2, "copy", `oci-archive:${at("nothing.tar")}`, "web:5"), /could not be read/)
    assert.match(await refuse(other, 3, "copy", `oci-archive:${at("docker.tar")}`, "web:5"), /no index.json in it/)
    assert.match(await refuse(other, 2, "copy", "oci:", "web:5"), /names no folder/)
    assert.match(
      await refuse(other, 2, "copy", `docker-archive:${at("docker.tar")}`, `oci-archive:${at("x")}`),
      /cannot be copied to an archive/,
    )
  })

  it("goes to a registry and comes back", async (t) => {
    if (!requireComponent(t, "docker-registry", dockerRegistry)) return
    await using registry = await startDockerRegistry()
    const rig = RunRig.withFiles(t, PROJECT)
    const digest = await succeed(rig, "build", "web")
    await succeed(rig, "copy", digest, `${registry.host}/shop/web:v1`)
    const other = RunRig.withFiles(t, PROJECT)
    await succeed(other, "copy", `docker://${registry.host}/shop/web:v1`, "web:v1")
    const image = await json<ImageDescription>(other, "inspect", "web:v1")
    assert.equal(image.digest, digest)
    assert.deepEqual(Object.values(image.statements), [1])
    assert.match(await refuse(other, 2, "copy", `${registry.host}/shop/web:v2`, "web:v2"), /no image is named/)
  })
})

describe("slipway image load", () => {
  it("brings an image into Docker, which runs it by its name", { timeout: 240_000 }, async (t) => {
    const engine = await startDockerEngine(t)
    if (!engine) return
    const rig = RunRig.withFiles(t, PROJECT)
    rig.variables.DOCKER_HOST = engine.host
    const registry = new OciLayout(join(rig.folder, ".slipway/images"))
    const base = await putNodeBaseImage(registry, join(rig.home, "base"))
    const arm = process.arch === "arm64" ? ", platform: linux/arm64" : ""
    rig.commit({
      ".gitignore": ".slipway\n",
      "slipway.yaml": PROJECT["slipway.yaml"].replace("builder: node", `builder: node, base: "${base}"${arm}`),
    })
    const digest = await succeed(rig, "build", "web")
    await succeed(rig, "copy", digest, "web:v1.2.0")
    const id = await succeed(rig, "load", "web:v1.2.0")
    assert.equal((await engine.docker("run", "--rm", "--network=none", "web:v1.2.0")).trim(), "hello")
    assert.equal((await engine.docker("run", "--rm", "--network=none", id)).trim(), "hello")
    assert.equal(await succeed(rig, "load", digest.slice(7, 19)), id)
    const { layers } = await json<ImageDescription>(rig, "inspect", "web:v1.2.0")
    assert.deepEqual(
      layers.map(({ content }) => content),
      ["base", "source"],
    )
    rig.variables.DOCKER_HOST = `unix://${join(rig.home, "nothing.sock")}`
    assert.match(await refuse(rig, 3, "load", "web:v1.2.0"), /no Docker engine answers/)
  })
})
