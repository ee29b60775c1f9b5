import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { accessSync } from "node:fs"
import { join } from "node:path"
import { describe, type TestContext, test } from "node:test"
import { ImageRig } from "../../src/adapters/node-image/testing/image-rig.ts"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { failureFrom, valueFrom } from "../support/assert-result.ts"
import { requireComponent } from "../support/component.ts"
import { startDockerEngine } from "../support/docker-engine.ts"
import { putNodeBaseImage } from "../support/node-base-image.ts"

const SKOPEO = "/usr/bin/skopeo"
const PROGRAM = `
const { writeFileSync } = require("node:fs")
let write = "allowed"
try { writeFileSync("/app/main.js", "") } catch ({ code }) { write = code }
const { NODE_ENV, FROM_BASE, GREETING } = process.env
const args = process.argv.slice(2)
console.log(JSON.stringify({ cwd: process.cwd(), user: process.getuid(), write, NODE_ENV, FROM_BASE, GREETING, args }))
`
const FILES = {
  "package.json": JSON.stringify({ name: "shop", main: "main.js" }),
  "main.js": PROGRAM,
  [`${"long/".repeat(30)}name.txt`]: "deep",
}
const PLATFORM = `linux/${process.arch === "arm64" ? "arm64" : "amd64"}`

function skopeo(...args: readonly string[]): string {
  return execFileSync(SKOPEO, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
}

function hasSkopeo(t: TestContext): boolean {
  try {
    accessSync(SKOPEO)
    return true
  } catch {
    return requireComponent(t, "skopeo", false)
  }
}

describe("an image, in the hands of other tools", () => {
  test("skopeo reads it, and copies it to another layout with the same digest", async (t) => {
    if (!hasSkopeo(t)) return
    const rig = new ImageRig(t, FILES)
    const image = valueFrom(await rig.build())
    const from = `oci:${rig.registry.folder}:${image.digest}`
    const read = JSON.parse(skopeo("inspect", from))
    assert.equal(read.Digest, image.digest)
    assert.deepEqual(
      read.Layers,
      image.layers.map(({ descriptor }) => descriptor.digest),
    )
    assert.deepEqual([read.Os, read.Architecture], ["linux", "amd64"])
    const config = JSON.parse(skopeo("inspect", "--config", from))
    assert.equal(config.created, undefined)
    assert.equal(config.config.User, "1000:1000")

    const copy = new OciLayout(join(rig.base, "copy"))
    skopeo("copy", "--quiet", "--preserve-digests", from, `oci:${copy.folder}:shop`)
    assert.equal(valueFrom(await copy.resolve("shop")).digest, image.digest)
    skopeo("copy", "--quiet", from, `docker-archive:${join(rig.base, "shop.tar")}:shop:1`)
    assert.match(
      execFileSync("tar", ["--list", "--file", join(rig.base, "shop.tar")], { encoding: "utf8" }),
      /manifest/,
    )
  })

  test("Docker loads it and runs it, on its base", { timeout: 240_000 }, async (t) => {
    if (!hasSkopeo(t)) return
    const engine = await startDockerEngine(t)
    if (!engine) return
    const rig = new ImageRig(t, FILES)
    const base = await putNodeBaseImage(rig.registry, join(rig.base, "base"))
    const image = valueFrom(await rig.build({ image: { base, platform: PLATFORM } }))
    const archive = join(rig.base, "shop.tar")
    skopeo("copy", "--quiet", `oci:${rig.registry.folder}:${image.digest}`, `docker-archive:${archive}:shop:1`)
    await engine.docker("load", "--input", archive)
    const { config } = valueFrom(await rig.registry.readManifest(image.digest))
    assert.equal(await engine.docker("image", "inspect", "--format={{.Id}}", "shop:1"), config.digest)
    const said = await engine.docker("run", "--rm", "--network=none", "--env=GREETING=hello", "shop:1", "argument")
    assert.deepEqual(JSON.parse(said), {
      cwd: "/app",
      user: 1000,
      write: "EACCES",
      NODE_ENV: "production",
      FROM_BASE: "yes",
      GREETING: "hello",
      args: ["argument"],
    })
  })

  test("a base that is not there, or for another platform, is told with the command that brings it in", async (t) => {
    const rig = new ImageRig(t, FILES)
    const absent = `registry.example.com:5000/node:24@sha256:${"0".repeat(64)}`
    const { hint } = failureFrom(await rig.build({ image: { base: absent } }), "base-image-missing")
    assert.match(hint ?? "", /skopeo copy --all 'docker:\/\/registry\.example\.com:5000\/node@sha256:0+' 'oci:/)
    const own = valueFrom(await rig.build())
    const other = { base: `shop@${own.digest}`, platform: "linux/arm64" }
    failureFrom(await rig.build({ image: other }), "base-image-missing")
  })
})
