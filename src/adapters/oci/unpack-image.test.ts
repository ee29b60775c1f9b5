import assert from "node:assert/strict"
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { digestOf, hexOf } from "../../core/shared/digest.ts"
import { OciLayout } from "./oci-layout.ts"
import { archiveOf, compressedLayer, layerOf, putLayers, type StoredLayer } from "./testing/layer-image.ts"
import { unpackImage } from "./unpack-image.ts"

async function rig() {
  const folder = await temporaryFolder()
  const registry = new OciLayout(join(folder.path, "images"))
  const target = join(folder.path, "unpacked")
  return {
    registry,
    target,
    folder: folder.path,
    unpack: async (...layers: readonly StoredLayer[]) =>
      unpackImage(registry, await putLayers(registry, layers), target),
    read: (path: string) => readFileSync(join(target, "root", path), "utf8"),
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  }
}

describe("unpacking an image", () => {
  test("gives its files, and how it wants to be started", async () => {
    await using image = await rig()
    const layer = await layerOf([
      { name: "./", type: "directory" },
      { name: "app/", type: "directory" },
      { name: "./app/main.js", mode: 0o644, content: "main" },
      { name: "app/run", mode: 0o700, content: "run" },
      { name: "app/empty/", type: "directory", mode: 0o500 },
      { name: "app/link", type: "symlink", linkname: "deep/er/file" },
      { name: "app/deep/er/file", mode: 0o400, content: "file" },
    ])
    const unpacked = valueFrom(await image.unpack(layer))
    assert.deepEqual(unpacked, {
      root: join(image.target, "root"),
      entrypoint: ["node"],
      cmd: ["main.js"],
      workdir: "/app",
      env: { A: "1=2", B: "" },
    })
    assert.equal(image.read("app/link"), "file")
    assert.equal(readlinkSync(join(unpacked.root, "app/link")), "deep/er/file")
    const isExecutable = (path: string) => (lstatSync(join(unpacked.root, path)).mode & 0o100) !== 0
    assert.deepEqual(["app/main.js", "app/run", "app/empty"].map(isExecutable), [false, true, true])
    assert.deepEqual(readdirSync(image.target), ["root"])
  })

  test("upper layers win, and the last of equal entries", async () => {
    await using image = await rig()
    const lower = await layerOf([
      { name: "app/a", content: "lower" },
      { name: "app/b", content: "first" },
      { name: "app/b", content: "second" },
      { name: "app/c", type: "symlink", linkname: "a" },
      { name: "app/d", content: "lower" },
    ])
    const upper = await layerOf([
      { name: "app/a", content: "upper" },
      { name: "app/c", content: "no longer a link" },
      { name: "app/d", type: "symlink", linkname: "b" },
    ])
    valueFrom(await image.unpack(lower, upper))
    assert.deepEqual(
      ["a", "b", "c", "d"].map((name) => image.read(`app/${name}`)),
      ["upper", "second", "no longer a link", "second"],
    )
    assert.equal(lstatSync(join(image.target, "root/app/c")).isSymbolicLink(), false)
  })

  test("twice, and by two at once, gives one folder", async () => {
    await using image = await rig()
    const digest = await putLayers(image.registry, [await layerOf([{ name: "app/a", content: "a" }])])
    const unpack = () => unpackImage(image.registry, digest, image.target)
    const [one, two] = await Promise.all([unpack(), unpack()])
    assert.deepEqual(valueFrom(one), valueFrom(two))
    await writeFile(join(image.target, "root", "mark"), "")
    valueFrom(await unpack())
    assert.deepEqual(readdirSync(image.target), ["root"])
    assert.equal(image.read("mark"), "")
  })

  test("setuid, setgid and sticky bits, owners and times of the archive do not count", async () => {
    await using image = await rig()
    const odd = { mode: 0o7777, uid: 12345, gid: 12345, mtime: new Date(0) }
    valueFrom(await image.unpack(await layerOf([{ name: "app/tool", content: "x", ...odd }])))
    const found = lstatSync(join(image.target, "root/app/tool"))
    assert.equal(found.mode & 0o7022, 0)
    assert.equal(found.uid, process.getuid?.())
  })

  test("files larger than every buffer come through, with no warning", async (t) => {
    await using image = await rig()
    const warnings: string[] = []
    const note = ({ message }: Error) => warnings.push(message)
    process.on("warning", note)
    t.after(() => process.off("warning", note))
    const content = Buffer.alloc(24 * 1024 * 1024, "large\n")
    const small = Array.from({ length: 300 }, (_, at) => ({ name: `app/small/${at}`, content: Buffer.alloc(3000, at) }))
    const layer = await layerOf([...small, { name: "app/large", content }, { name: "app/after", content: "after" }])
    valueFrom(await image.unpack(layer))
    assert.equal(digestOf(readFileSync(join(image.target, "root/app/large"))), digestOf(content))
    assert.equal(image.read("app/after"), "after")
    assert.deepEqual(warnings, [])
  })
})

describe("an image that is not what it says", () => {
  const entries = [{ name: "app/a", content: "a".repeat(100_000) }]

  test("is damaged: cut off, not gzip, of other content, of another type", async () => {
    const good = await layerOf(entries)
    const cases: readonly [string, Partial<StoredLayer>, RegExp][] = [
      ["cut off", { bytes: good.bytes.subarray(0, good.bytes.length / 2) }, /unexpected end of file/],
      ["no gzip", { bytes: Buffer.from("not gzip") }, /incorrect header/],
      ["empty", { bytes: Buffer.alloc(0) }, /unexpected end|not what the configuration says/],
      ["diff id", { diffId: digestOf("other") }, /not what the configuration says/],
      ["zstd", { mediaType: "application/vnd.oci.image.layer.v1.tar+zstd" }, /cannot be unpacked/],
      ["docker", { mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip" }, /cannot be unpacked/],
      ["no tar", compressedLayer(Buffer.alloc(2048, "x")), /Invalid tar header/],
      ["half a tar", compressedLayer((await archiveOf(entries)).subarray(0, 1024)), /cannot be unpacked/],
    ]
    for (const [what, change, message] of cases) {
      await using image = await rig()
      const failure = failureFrom(await image.unpack({ ...good, ...change }), "image-corrupt")
      assert.match(failure.message, message, what)
      assert.deepEqual(readdirSync(image.target), [], what)
    }
  })

  test("a layer whose stored bytes were changed, or are gone", async () => {
    await using image = await rig()
    const layer = await layerOf(entries)
    const digest = await putLayers(image.registry, [layer])
    const blob = join(image.folder, "images/blobs/sha256", hexOf(digestOf(layer.bytes)))
    const other = await layerOf([{ name: "app/a", content: "b" }])
    await writeFile(blob, other.bytes)
    failureFrom(await unpackImage(image.registry, digest, image.target), "image-corrupt")
    assert.deepEqual(readdirSync(image.target), [])
    await image[Symbol.asyncDispose]()
    failureFrom(await unpackImage(image.registry, digest, image.target), "image-unknown")
  })

  test("without application layers, or with a configuration that does not fit", async () => {
    await using image = await rig()
    const layer = await layerOf(entries)
    failureFrom(await image.unpack(), "image-corrupt")
    const digest = await putLayers(image.registry, [layer], { Entrypoint: "node" })
    failureFrom(await unpackImage(image.registry, digest, image.target), "image-corrupt")
    const manifest = valueFrom(await image.registry.readManifest(await putLayers(image.registry, [layer])))
    const two = { ...manifest, layers: [...manifest.layers, ...manifest.layers] }
    const listed = valueFrom(await image.registry.putManifest(two)).digest
    const { message } = failureFrom(await unpackImage(image.registry, listed, image.target), "image-corrupt")
    assert.match(message, /does not list all layers/)
    assert.deepEqual(readdirSync(image.target), [])
  })
})
