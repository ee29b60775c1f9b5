import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it, type TestContext } from "node:test"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { openPublisher } from "../../src/adapters/oci-registry/testing/publishing.ts"
import { failureFrom, valueFrom } from "../support/assert-result.ts"
import { skipWithout } from "../support/component.ts"
import { dockerRegistry, PUSHER, startDockerRegistry, type TestRegistry } from "../support/docker-registry.ts"
import { RunRig } from "../support/run-rig.ts"
import { putSampleImage } from "../support/sample-image.ts"

describe("slipway image name in a registry", { skip: skipWithout("docker-registry", dockerRegistry) }, () => {
  let registry: TestRegistry
  before(async () => {
    registry = await startDockerRegistry({ auth: true })
  })
  after(() => registry[Symbol.asyncDispose]())

  /** A home whose owner has logged in, and two images there: `a` and `b`. */
  async function prepare(t: TestContext) {
    const rig = new RunRig(t)
    const auth = Buffer.from(`${PUSHER.username}:${PUSHER.password}`).toString("base64")
    mkdirSync(join(rig.home, ".docker"))
    writeFileSync(join(rig.home, ".docker", "config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }))
    await using publishing = await openPublisher(registry.host, { credentials: { kind: "password", ...PUSHER } })
    const digests = []
    for (const tag of ["a", "b"]) {
      const { digest } = await putSampleImage(publishing.layout, tag)
      valueFrom(await publishing.publish({ image: digest, tag }))
      digests.push(digest)
    }
    return { rig, digests, at: (name: string) => `${registry.host}/shop/web${name}` }
  }

  it("gives one more tag, by tag or by digest, and says which image that is", async (t) => {
    const { rig, digests, at } = await prepare(t)
    const byTag = await rig.slipway("image", "name", at(":a"), "v1.0.0")
    assert.deepEqual([byTag.status, byTag.stdout], [0, `${digests[0]} is ${at(":v1.0.0")}\n`], byTag.stderr)
    const byDigest = await rig.slipway("image", "name", at(`@${digests[1]}`), "v1.0.1", "--format=json")
    assert.deepEqual(JSON.parse(byDigest.stdout), { digest: digests[1], name: at(":v1.0.1") })
  })

  it("moves no name unless told, and a version never", async (t) => {
    const { rig, digests, at } = await prepare(t)
    for (const tag of ["stable", "v2.0.0"]) assert.equal((await rig.slipway("image", "name", at(":a"), tag)).status, 0)
    const taken = await rig.slipway("image", "name", at(":b"), "stable")
    assert.equal(taken.status, 1)
    assert.match(taken.stderr, /web:stable names [0-9a-f]{12}, not [0-9a-f]{12}/)
    const moved = await rig.slipway("image", "name", at(":b"), "stable", "--move")
    assert.deepEqual([moved.status, moved.stdout], [0, `${digests[1]} is ${at(":stable")}\n`], moved.stderr)
    for (const options of [[], ["--move"]]) {
      const refused = await rig.slipway("image", "name", at(":b"), "v2.0.0", ...options)
      assert.equal(refused.status, 1, refused.stdout)
    }
    assert.equal((await rig.slipway("image", "name", at(":a"), "v2.0.0")).status, 0, "it is that already")
  })

  it("says what is wrong", async (t) => {
    const { rig, at } = await prepare(t)
    const cases: readonly [args: readonly string[], status: number, says: RegExp][] = [
      [[at(":absent"), "v1"], 2, /there is no .*shop\/web:absent/],
      [[at(":a"), "a b"], 2, /is no tag/],
      [[at(":a"), "../x"], 2, /is no tag/],
      [[at("//x:a"), "v1"], 2, /is no reference/],
      [["127.0.0.1:1/shop/web:a", "v1"], 3, /127\.0\.0\.1:1 does not answer/],
    ]
    for (const [args, status, says] of cases) {
      const ended = await rig.slipway("image", "name", ...args)
      assert.equal(ended.status, status, ended.stderr)
      assert.match(ended.stderr, says)
    }
    writeFileSync(join(rig.home, ".docker", "config.json"), "{}")
    const denied = await rig.slipway("image", "name", at(":a"), "v1")
    assert.equal(denied.status, 1)
    assert.match(denied.stderr, /refuses .* \(401\)\n.*docker login/)
  })
})

describe("slipway image name here", () => {
  it("names an image of this repository, beside what it is called", async (t) => {
    const rig = RunRig.withFiles(t, { "README.md": "images" })
    const layout = new OciLayout(join(rig.folder, ".slipway", "images"))
    const [a, b] = [await putSampleImage(layout, "a"), await putSampleImage(layout, "b")]
    valueFrom(await layout.name(a.digest, "web:main-1", { moves: false }))
    const named = await rig.slipway("image", "name", "web:main-1", "v1.0.0")
    assert.deepEqual([named.status, named.stdout], [0, `${a.digest} is web:v1.0.0\n`], named.stderr)
    assert.equal((await rig.slipway("image", "name", b.digest, "web:v1.0.0")).status, 1)
    assert.equal(valueFrom(await layout.resolve("web:v1.0.0")).digest, a.digest)
    assert.equal((await rig.slipway("image", "name", b.digest.slice(7, 19), "api:next")).status, 0)
    assert.equal(valueFrom(await layout.resolve("api:next")).digest, b.digest)
    failureFrom(await layout.resolve("web:api:next"), "image-unknown")
  })
})
