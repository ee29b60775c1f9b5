import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, it, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { startDockerEngine } from "../../../test/support/docker-engine.ts"
import { serveImages } from "../../../test/support/image-server.ts"
import { putNodeBaseImage } from "../../../test/support/node-base-image.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { MEDIA_TYPE } from "../../core/image/manifest.ts"
import { END_OF_ARCHIVE } from "../../core/image/tar-header.ts"
import { digestOf } from "../../core/shared/digest.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { OciLayout } from "../oci/oci-layout.ts"
import { DockerContainers } from "./docker-containers.ts"
import { registryDigest } from "./engine-images.ts"
import { pinnedDigest } from "./pinned-digest.ts"

const digest = digestOf("image")
const other = digestOf("other")

describe("the digest of an image", () => {
  it("is that of its name, where that is pinned", () => {
    assert.equal(pinnedDigest(`registry.example.com:5000/node:24@${digest}`), digest)
    assert.equal(pinnedDigest("registry.example.com:5000/node:24"), undefined)
  })

  it("is that in the registry it goes by, whatever other registries call it", () => {
    const known = [`mirror.example.com/node@${other}`, `localhost:5000/node@${digest}`]
    assert.equal(registryDigest("localhost:5000/node:24", known), digest)
    assert.equal(registryDigest("localhost:5000/node", known), digest)
    assert.equal(registryDigest("node:24", known), undefined)
  })
})

test("images that the engine does not have are downloaded", { timeout: 300_000 }, async (t) => {
  const engine = await startDockerEngine(t)
  if (!engine) return
  await using folder = await temporaryFolder()
  const registry = new OciLayout(join(folder.path, "images"))
  const pinned = await putNodeBaseImage(registry, join(folder.path, "base"), ["/bin/sh"])
  const node = pinnedDigest(pinned) ?? assert.fail()
  valueFrom(await registry.name(node, "tools/node:24", { moves: false }))
  const host = await serveImages(t, registry)
  const containers = new DockerContainers({ DOCKER_HOST: engine.host }, registry)
  const lines: string[] = []
  const options = { log: (line: string) => void lines.push(line), signal: new AbortController().signal }

  await t.test("once, telling how it goes, and known by their digest in the registry", async () => {
    const name = `${host}/tools/node:24`
    const image = valueFrom(await containers.resolveImage(name, options))
    assert.equal(image.digest, node)
    assert.equal(lines[0], `pulling ${name}`)
    assert.match(lines.join("\n"), /Pull complete\n(.*\n)*.*Downloaded newer image/)
    lines.length = 0
    assert.deepEqual(valueFrom(await containers.resolveImage(name, options)), image)
    assert.deepEqual(lines, [])
  })

  await t.test("but for those of another platform, which are refused", async () => {
    const [architecture, own] = process.arch === "arm64" ? ["amd64", "arm64"] : ["arm64", "amd64"]
    const foreign = await putEmptyImage(registry, architecture)
    valueFrom(await registry.name(foreign, "tools/foreign:1", { moves: false }))
    const name = `${host}/tools/foreign:1`
    const { message } = failureFrom(await containers.resolveImage(name, options), "container-image-unusable")
    assert.equal(message, `image ${name} is for linux/${architecture}, and this engine runs linux/${own}`)
  })
})

async function putEmptyImage(registry: ImageRegistry, architecture: string) {
  const layer = valueFrom(await registry.putBlob(END_OF_ARCHIVE))
  const rootfs = { type: "layers", diff_ids: [layer.digest] }
  const config = Buffer.from(JSON.stringify({ architecture, os: "linux", config: {}, rootfs }))
  const stored = await registry.putManifest({
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: { mediaType: MEDIA_TYPE.config, ...valueFrom(await registry.putBlob(config)) },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", ...layer }],
  })
  return valueFrom(stored).digest
}
