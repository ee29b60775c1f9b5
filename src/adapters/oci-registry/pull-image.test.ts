import assert from "node:assert/strict"
import { after, before, beforeEach, describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { skipWithout } from "../../../test/support/component.ts"
import { dockerRegistry, startDockerRegistry, type TestRegistry } from "../../../test/support/docker-registry.ts"
import { type MeddlingProxy, startMeddlingProxy } from "../../../test/support/meddling-proxy.ts"
import { putSampleImage } from "../../../test/support/sample-image.ts"
import { MEDIA_TYPE } from "../../core/image/manifest.ts"
import { type Digest, digestOf } from "../../core/shared/digest.ts"
import { ImageRig } from "../node-image/testing/image-rig.ts"
import { imagePuller } from "./image-puller.ts"
import { OciRepository } from "./oci-repository.ts"
import { RemoteRepository } from "./remote-repository.ts"
import { openClient } from "./testing/publishing.ts"

const FILES = {
  "package.json": JSON.stringify({ name: "shop", version: "1.0.0", main: "main.js" }),
  "main.js": "console.log('hello')",
}

describe("a base image that is not here", { skip: skipWithout("docker-registry", dockerRegistry) }, () => {
  let registry: TestRegistry
  let proxy: MeddlingProxy
  let index: Digest
  let layer: Digest
  let seen = 0
  before(async () => {
    registry = await startDockerRegistry()
    proxy = await startMeddlingProxy(() => registry.host)
    using opened = openClient(registry.host)
    const there = new OciRepository(
      new RemoteRepository(opened.client, { host: registry.host, repository: "base/node" }),
      "node",
    )
    const image = await putSampleImage(there, "system")
    layer = digestOf("system")
    const manifests = [
      { ...image, platform: { os: "linux", architecture: "amd64" } },
      { ...image, digest: digestOf("not there"), platform: { os: "linux", architecture: "arm64" } },
    ]
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests }))
    // A registry takes no index whose images it lacks.
    failureFrom(await there.importManifest(bytes), "registry-invalid")
    const sound = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [manifests[0]] }
    index = valueFrom(await there.importManifest(Buffer.from(JSON.stringify(sound, null, 2)))).digest
  })
  after(async () => {
    await proxy[Symbol.asyncDispose]()
    await registry[Symbol.asyncDispose]()
  })
  beforeEach(() => {
    seen = proxy.requests.length
  })
  const base = () => `${proxy.host}/base/node:24@${index}`
  const blobs = () => proxy.requests.slice(seen).filter((request) => request.includes("/blobs/"))

  test("is pulled once, by its digest, and lies below what is built", async (t) => {
    const rig = new ImageRig(t, FILES)
    const pullImage = imagePuller(rig.registry, {})
    const build = () => rig.build({ image: { base: base() }, pullImage })
    const [first, second] = await Promise.all([build(), build()])
    const { digest } = valueFrom(first)
    assert.equal(valueFrom(second).digest, digest)
    assert.equal(valueFrom(await rig.registry.readManifest(digest)).layers[0]?.digest, layer)
    assert.equal(blobs().length, 2, "its configuration and its layer, each once")
    assert.equal(rig.log.filter((line) => line.startsWith("pulling ")).length, 1)
    valueFrom(await rig.registry.resolve(index))
    seen = proxy.requests.length
    valueFrom(await rig.build({ image: { base: base() }, pullImage: imagePuller(rig.registry, {}) }))
    assert.equal(proxy.requests.length, seen, "what is here is not asked for")
  })

  test("for another platform is refused before a layer is asked for", async (t) => {
    const rig = new ImageRig(t, FILES)
    const image = { base: base(), platform: "linux/arm64" }
    const refused = failureFrom(await rig.build({ image, pullImage: imagePuller(rig.registry, {}) }), "image-unknown")
    assert.match(refused.message, /has no image for linux\/arm64/)
    assert.deepEqual(blobs(), [])
  })

  test("that is not what its digest says is refused, and nothing of it used", async (t) => {
    for (const digest of [index, layer]) {
      const rig = new ImageRig(t, FILES)
      proxy.lie(digest, Buffer.from("other!"))
      try {
        const pullImage = imagePuller(rig.registry, {})
        const refused = failureFrom(await rig.build({ image: { base: base() }, pullImage }), "image-corrupt")
        assert.match(refused.message, /could not be pulled: .*(is not what its digest says)/)
        assert.equal(await rig.registry.hasBlob(digest), false)
        failureFrom(await rig.registry.resolve(index), "image-unknown")
      } finally {
        proxy.forget(digest)
      }
    }
  })

  test("of a registry that does not answer: the message says how to bring it in", async (t) => {
    const rig = new ImageRig(t, FILES)
    const nowhere = `127.0.0.1:1/base/node:24@${index}`
    const pullImage = imagePuller(rig.registry, {})
    const refused = failureFrom(await rig.build({ image: { base: nowhere }, pullImage }), "registry-unreachable")
    assert.match(`${refused.message} ${refused.hint}`, /could not be pulled: .*bring it in: skopeo copy/)
  })
})
