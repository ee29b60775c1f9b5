import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { after, before, beforeEach, describe, test } from "node:test"
import { promisify } from "node:util"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { requireComponent, skipWithout } from "../../../test/support/component.ts"
import {
  dockerRegistry,
  PUSHER,
  startDockerRegistry,
  type TestRegistry,
} from "../../../test/support/docker-registry.ts"
import { type MeddlingProxy, startMeddlingProxy } from "../../../test/support/meddling-proxy.ts"
import { putSampleArtifact, putSampleImage, SAMPLE_ARTIFACT } from "../../../test/support/sample-image.ts"
import { hexOf } from "../../core/shared/digest.ts"
import { OciRepository } from "./oci-repository.ts"
import { RemoteRepository } from "./remote-repository.ts"
import { openClient, openPublisher } from "./testing/publishing.ts"

const run = promisify(execFile)
const skopeo = "/usr/bin/skopeo"

describe("publishing to docker-registry", { skip: skipWithout("docker-registry", dockerRegistry) }, () => {
  let registry: TestRegistry
  let proxy: MeddlingProxy
  before(async () => {
    registry = await startDockerRegistry({ auth: true })
    proxy = await startMeddlingProxy(() => registry.host)
  })
  after(async () => {
    await proxy[Symbol.asyncDispose]()
    await registry[Symbol.asyncDispose]()
  })
  const credentials = { kind: "password", ...PUSHER } as const
  const open = () => openPublisher(proxy.host, { credentials })

  /** What has been asked since. */
  let seen = 0
  beforeEach(() => {
    seen = proxy.requests.length
  })
  const asked = (method: string) => proxy.requests.slice(seen).filter((request) => request.startsWith(method))

  test("an image is sent with its release and what has been proven, and read by other tools", async (t) => {
    await using rig = await open()
    const image = await putSampleImage(rig.layout, "first")
    await putSampleArtifact(rig.layout, image, "proof of the image")
    const release = await putSampleArtifact(rig.layout, null, "release")
    await putSampleArtifact(rig.layout, release, "proof of the release")
    const published = valueFrom(
      await rig.publish({ image: image.digest, tag: "main-0123456789ab", beside: [release.digest] }),
    )
    assert.deepEqual(
      { ...published, bytes: 0 },
      {
        reference: `${proxy.host}/shop/web:main-0123456789ab`,
        image: image.digest,
        ...{ sent: 6, bytes: 0, mounted: 0, statements: 2 },
      },
    )
    using opened = openClient(proxy.host, { credentials })
    const there = new OciRepository(
      new RemoteRepository(opened.client, { host: proxy.host, repository: "shop/web" }),
      "web",
    )
    for (const subject of [image, release]) {
      const [statement] = valueFrom(await there.referrers(subject.digest, SAMPLE_ARTIFACT))
      assert.ok(statement)
      assert.equal(valueFrom(await there.readManifest(statement.digest)).subject?.digest, subject.digest)
    }
    const names = valueFrom(await there.names()).map(({ name, descriptor }) => [name, descriptor.digest])
    assert.deepEqual(names, [
      ["web:main-0123456789ab", image.digest],
      [`web:release-${hexOf(release.digest).slice(0, 12)}`, release.digest],
    ])
    if (!requireComponent(t, "skopeo", existsSync(skopeo))) return
    const { username, password } = PUSHER
    const args = ["inspect", "--tls-verify=false", `--creds=${username}:${password}`, `docker://${published.reference}`]
    assert.equal(JSON.parse((await run(skopeo, args)).stdout).Digest, image.digest)
  })

  test("done again, nothing is sent; what was proven since is", async () => {
    await using rig = await open()
    const image = await putSampleImage(rig.layout, "again")
    await putSampleArtifact(rig.layout, image, "one")
    valueFrom(await rig.publish({ image: image.digest, tag: "again" }))
    seen = proxy.requests.length
    const second = valueFrom(await rig.publish({ image: image.digest, tag: "again" }))
    assert.deepEqual([second.sent, second.mounted, second.statements], [0, 0, 0])
    assert.deepEqual([...asked("PUT"), ...asked("POST"), ...asked("PATCH")], [])
    await putSampleArtifact(rig.layout, image, "two")
    const third = valueFrom(await rig.publish({ image: image.digest, tag: "again" }))
    assert.deepEqual([third.sent, third.statements], [1, 1])
  })

  test("a name more is one manifest, whatever its size: no layer is even asked for", async () => {
    await using rig = await open()
    const image = await putSampleImage(rig.layout, "x".repeat(3_000_000))
    valueFrom(await rig.publish({ image: image.digest, tag: "main-1" }))
    seen = proxy.requests.length
    valueFrom(await rig.publish({ image: image.digest, tag: "v1.2.0" }))
    assert.deepEqual(asked("PUT"), ["PUT /v2/shop/web/manifests/v1.2.0"])
    assert.deepEqual([...asked("POST"), ...asked("PATCH")], [])
    assert.ok(proxy.requests.slice(seen).every((request) => !request.includes("/blobs/")))
    assert.equal(valueFrom(await rig.publisher.find("web", "v1.2.0")), image.digest)
    assert.equal(valueFrom(await rig.publisher.find("web", "v9.9.9")), null)
  })

  test("a name that must not move is refused before anything is sent", async () => {
    await using rig = await open()
    const [a, b] = [await putSampleImage(rig.layout, "a"), await putSampleImage(rig.layout, "b")]
    valueFrom(await rig.publish({ image: a.digest, tag: "v2.0.0" }))
    seen = proxy.requests.length
    const refused = failureFrom(await rig.publish({ image: b.digest, tag: "v2.0.0" }), "name-moves")
    assert.match(refused.message, /shop\/web:v2\.0\.0 names [0-9a-f]{12}, not [0-9a-f]{12}/)
    assert.deepEqual([...asked("PUT"), ...asked("POST")], [])
    valueFrom(await rig.publish({ image: b.digest, tag: "v2.0.0", moves: true }))
    assert.equal(valueFrom(await rig.publisher.find("web", "v2.0.0")), b.digest)
  })

  test("a layer that another service has is mounted from there", async () => {
    await using rig = await open()
    const image = await putSampleImage(rig.layout, "shared")
    valueFrom(await rig.publish({ service: "api", image: image.digest, tag: "main" }))
    await using other = await open()
    const same = await putSampleImage(other.layout, "shared")
    assert.deepEqual(same, image)
    const mounted = valueFrom(await other.publish({ service: "web", image: image.digest, tag: "shared" }))
    assert.deepEqual([mounted.sent, mounted.mounted], [0, 2])
  })

  test("a name that is no tag never becomes part of an address", async () => {
    await using rig = await open()
    const image = await putSampleImage(rig.layout, "named")
    for (const tag of ["", "../../api/manifests/x", "a b", "v1?x=1", "-a", "a".repeat(129)]) {
      failureFrom(await rig.publish({ image: image.digest, tag }), "argument-invalid")
    }
    assert.equal(proxy.requests.length, seen)
  })

  test("without the right password nothing is sent, and the message says what to do", async () => {
    for (const wrong of [null, { ...credentials, password: "guess" }]) {
      await using rig = await openPublisher(proxy.host, { credentials: wrong })
      const image = await putSampleImage(rig.layout, "secret")
      const refused = failureFrom(await rig.publish({ image: image.digest, tag: "x" }), "registry-denied")
      assert.match(`${refused.message} ${refused.hint}`, /\(401\).*docker login 127\.0\.0\.1:\d+/)
      assert.deepEqual(rig.waits, [], "a refusal is no reason to try again")
    }
  })

  test("a registry that is down is tried again, with growing pauses, and then said to be down", async () => {
    await using rig = await open()
    const image = await putSampleImage(rig.layout, "later")
    await registry.stop()
    try {
      const down = failureFrom(await rig.publish({ image: image.digest, tag: "later" }), "registry-unreachable")
      assert.match(down.message, /tried 6 times/)
      assert.deepEqual(
        rig.waits.slice(0, 5).sort((a, b) => a - b),
        [200, 200, 400, 400, 800],
      )
    } finally {
      await registry.start()
    }
    valueFrom(await rig.publish({ image: image.digest, tag: "later" }))
  })
})
