import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readdirSync, rmSync, statSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { describe, it } from "node:test"
import { gunzipSync, gzipSync } from "node:zlib"
import { pack } from "tar-stream"
import { valueFrom } from "../../../../test/support/assert-result.ts"
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts"
import { FailureError } from "../../../core/shared/result.ts"
import { OciLayout } from "../../oci/oci-layout.ts"
import { EngineClient } from "../engine-client.ts"
import { exportImage } from "./export-image.ts"
import { KnownLayers } from "./known-layers.ts"

type Entries = Readonly<Record<string, Buffer | string | { readonly link: string }>>

const hex = (content: Buffer | string) => createHash("sha256").update(content).digest("hex")

/** Takes over an image that an engine gives out as this archive, in this order. */
async function take(entries: Entries, secrets: Readonly<Record<string, string>> = {}) {
  await using folder = await temporaryFolder()
  return await takeInto(folder.path, entries, secrets)
}

let engines = 0

/** ... into a folder that may know layers already. */
async function takeInto(folder: string, entries: Entries, secrets: Readonly<Record<string, string>> = {}) {
  // A name of its own: connections to an earlier one are kept.
  const socket = join(folder, `engine-${engines++}.sock`)
  const server = createServer((request, response) => {
    if (request.url === "/version") response.end(JSON.stringify({ ApiVersion: "1.47", Os: "linux", Arch: "amd64" }))
    else if (request.url?.endsWith("/info")) response.end("{}")
    else pipeline(archiveOf(entries), response).catch(() => {})
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  try {
    const registry = new OciLayout(join(folder, "images"))
    const client = new EngineClient({ DOCKER_HOST: `unix://${socket}` })
    const known = new KnownLayers(folder)
    const { signal } = new AbortController()
    const { digest } = await exportImage({ client, registry, known, secrets, signal }, "image")
    const manifest = valueFrom(await registry.readManifest(digest))
    const layers = manifest.layers.map(async (layer) =>
      gunzipSync(valueFrom(await registry.readBlob(layer.digest))).toString(),
    )
    return {
      layers: await Promise.all(layers),
      config: valueFrom(await registry.readBlob(manifest.config.digest)).toString(),
    }
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

function archiveOf(entries: Entries) {
  const archive = pack()
  for (const [name, content] of Object.entries(entries)) {
    if (typeof content === "string" || Buffer.isBuffer(content)) archive.entry({ name }, content)
    else archive.entry({ name, type: "symlink", linkname: content.link })
  }
  archive.finalize()
  return archive
}

const LARGE = "large ".repeat(400_000)
const configOf = (...layers: readonly string[]) =>
  JSON.stringify({
    architecture: "amd64",
    os: "linux",
    config: { Env: ["A=1"] },
    rootfs: { type: "layers", diff_ids: layers.map((layer) => `sha256:${hex(layer)}`) },
  })
const index = (Config: string, ...Layers: readonly string[]) => JSON.stringify([{ Config, RepoTags: null, Layers }])

describe("an image that an engine gives out", () => {
  it("in the form of Docker 20.10: layers before the list of them, one that is there twice by a link", async () => {
    const config = configOf("first", LARGE, "first")
    const taken = await take({
      "1/layer.tar": "first",
      "1/json": "{}",
      "2/layer.tar": LARGE,
      "3/layer.tar": { link: "../1/layer.tar" },
      "config.json": config,
      "manifest.json": index("config.json", "1/layer.tar", "2/layer.tar", "3/layer.tar"),
    })
    assert.deepEqual(taken.layers, ["first", LARGE, "first"])
    assert.equal(taken.config, config)
  })

  it("in the form of Docker 25, with layers that are compressed already", async () => {
    const [small, large] = [gzipSync("first"), gzipSync(LARGE, { level: 0 })]
    const config = configOf("first", LARGE)
    const blob = (content: Buffer | string) => `blobs/sha256/${hex(content)}`
    const taken = await take({
      [blob(small)]: small,
      [blob(large)]: large,
      [blob(config)]: config,
      "index.json": "{}",
      "manifest.json": index(blob(config), blob(small), blob(large)),
    })
    assert.deepEqual(taken.layers, ["first", LARGE])
  })

  it("is not compressed again layer by layer, and another layer in its place is seen", async () => {
    await using folder = await temporaryFolder()
    const image = (first: string, diffIds = first) => ({
      "1/layer.tar": first,
      "2/layer.tar": LARGE,
      "config.json": configOf(diffIds, LARGE),
      "manifest.json": index("config.json", "1/layer.tar", "2/layer.tar"),
    })
    const made = await takeInto(folder.path, image("first"))
    const notes = join(folder.path, "engine-layers")
    const written = readdirSync(notes).map((name) => statSync(join(notes, name)).ino)
    assert.deepEqual(await takeInto(folder.path, image("first")), made)
    assert.deepEqual(
      readdirSync(notes).map((name) => statSync(join(notes, name)).ino),
      written,
    )
    await assert.rejects(takeInto(folder.path, image("other")), /1\/layer\.tar is another layer than it was/)
    assert.deepEqual((await takeInto(folder.path, image("other"))).layers, ["other", LARGE])
    await assert.rejects(
      takeInto(folder.path, image("other"), { WORD: "large large" }),
      /holds the secret WORD, in a layer/,
    )
    rmSync(join(folder.path, "images"), { recursive: true })
    assert.deepEqual((await takeInto(folder.path, image("other"))).layers, ["other", LARGE])
  })

  const broken: Readonly<Record<string, readonly [Entries, RegExp]>> = {
    "whose layers are others": [
      { "a/layer.tar": "other", c: configOf("first"), "manifest.json": index("c", "a/layer.tar") },
      /its layers are not those/,
    ],
    "with a layer too few": [
      { c: configOf("first"), "manifest.json": index("c", "a/layer.tar") },
      /there is no a\/layer\.tar/,
    ],
    "without a list": [{ c: configOf() }, /there is no manifest\.json/],
    "with layers as zstd": [
      {
        "a/layer.tar": Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]),
        c: configOf("x"),
        "manifest.json": index("c", "a/layer.tar"),
      },
      /zstd/,
    ],
  }
  for (const [what, [entries, why]] of Object.entries(broken)) {
    it(`is refused: ${what}`, () =>
      assert.rejects(take(entries), (error) => error instanceof FailureError && why.test(error.message)))
  }

  it("is refused with a secret in it", async () => {
    const sound = {
      "a/layer.tar": "with hunter2 inside",
      c: configOf("with hunter2 inside"),
      "manifest.json": index("c", "a/layer.tar"),
    }
    await assert.rejects(take(sound, { PASSWORD: "hunter2" }), /holds the secret PASSWORD, in a layer/)
    const compressed = { ...sound, "a/layer.tar": gzipSync("with hunter2 inside") }
    await assert.rejects(take(compressed, { PASSWORD: "hunter2" }), /holds the secret PASSWORD, in a layer/)
    await assert.rejects(take(sound, { ENV: "A=1" }), /holds the secret ENV, in its configuration/)
  })
})
