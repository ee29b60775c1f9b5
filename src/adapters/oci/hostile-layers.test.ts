import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { failureFrom } from "../../../test/support/assert-result.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { OciLayout } from "./oci-layout.ts"
import {
  type ArchiveEntry,
  archiveOf,
  compressedLayer,
  layerOf,
  putLayers,
  type StoredLayer,
} from "./testing/layer-image.ts"
import { unpackImage } from "./unpack-image.ts"

const text = { content: "evil" }

/** What an archive tries, and what is said about it. */
const attempts: Readonly<Record<string, readonly [entries: readonly ArchiveEntry[], message: RegExp]>> = {
  "a path that goes up": [[{ name: "../outside/x", ...text }], /leads out of the image/],
  "a path that goes up later": [[{ name: "app/../../outside/x", ...text }], /leads out of the image/],
  "a path that goes up and comes back": [[{ name: "app/../app/x", ...text }], /leads out of the image/],
  "a path that ends in going up": [[{ name: "app/..", type: "directory" }], /leads out of the image/],
  "an absolute path": [[{ name: "/etc/passwd", ...text }], /leads out of the image/],
  "the root of the machine": [[{ name: "/", type: "directory" }], /not a relative one/],
  "a path with empty parts": [[{ name: "app//x", ...text }], /leads out of the image/],
  "a path with a backslash": [[{ name: "app\\..\\x", ...text }], /leads out of the image/],
  "a name too long for any folder": [[{ name: `app/${"x".repeat(256)}`, ...text }], /leads out of the image/],
  "a path hidden in an extended header": [
    [{ name: "app/x", pax: { path: "../outside/x" }, ...text }],
    /leads out of the image/,
  ],
  "a link that goes up": [[{ name: "app/l", type: "symlink", linkname: "../../outside" }], /leads out of the image/],
  "an absolute link": [[{ name: "app/l", type: "symlink", linkname: "/etc/passwd" }], /leads out of the image/],
  "a link to nothing": [[{ name: "app/l", type: "symlink", pax: { linkpath: "" } }], /leads out of the image/],
  "a link that goes up behind a link": [
    [
      { name: "app/a", type: "symlink", linkname: "." },
      { name: "app/l", type: "symlink", linkname: "a/../../../outside" },
    ],
    /leads out of the image/,
  ],
  "a write through a link": [
    [
      { name: "app/l", type: "symlink", linkname: "folder" },
      { name: "app/l/x", ...text },
    ],
    /would go through "app\/l", which is a symlink/,
  ],
  "a folder in place of a link": [
    [
      { name: "app/l", type: "symlink", linkname: "folder" },
      { name: "app/l/", type: "directory" },
    ],
    /which is a symlink/,
  ],
  "a write through a file": [
    [
      { name: "app/f", ...text },
      { name: "app/f/x", ...text },
    ],
    /would go through "app\/f", which is a file/,
  ],
  "a file in place of a folder": [
    [
      { name: "app/d/x", ...text },
      { name: "app/d", ...text },
    ],
    /is a folder already/,
  ],
  "a hard link to a file outside": [[{ name: "app/h", type: "link", linkname: "/etc/shadow" }], /is a link/],
  "a hard link to a file inside": [
    [
      { name: "app/f", ...text },
      { name: "app/h", type: "link", linkname: "app/f" },
    ],
    /is a link/,
  ],
  "a block device": [[{ name: "app/d", type: "block-device", devmajor: 8, devminor: 0 }], /is a block-device/],
  "a character device": [[{ name: "app/d", type: "character-device", devmajor: 1, devminor: 3 }], /is a character/],
  "a pipe": [[{ name: "app/p", type: "fifo" }], /is a fifo/],
  "a whiteout": [[{ name: "app/.wh.main.js", content: "" }], /would remove what lies below it/],
  "an opaque folder": [[{ name: "app/.wh..wh..opq", content: "" }], /would remove what lies below it/],
}

async function rig() {
  const folder = await temporaryFolder()
  const registry = new OciLayout(join(folder.path, "images"))
  const target = join(folder.path, "unpacked")
  const outside = join(folder.path, "outside")
  await mkdir(outside)
  await mkdir(join(target, "outside"), { recursive: true })
  return {
    refuse: async (layers: readonly StoredLayer[], limits = {}) => {
      const digest = await putLayers(registry, layers)
      const failure = failureFrom(await unpackImage(registry, digest, target, { limits }), "image-corrupt")
      assert.deepEqual(readdirSync(target), ["outside"])
      assert.deepEqual([...readdirSync(outside), ...readdirSync(join(target, "outside"))], [])
      return failure
    },
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  }
}

describe("a hostile layer is refused, and leaves nothing behind", () => {
  for (const [what, [entries, message]] of Object.entries(attempts)) {
    test(what, async () => {
      await using image = await rig()
      assert.match((await image.refuse([await layerOf(entries)])).message, message)
    })
  }

  test("a write through a link of a lower layer", async () => {
    await using image = await rig()
    const lower = await layerOf([{ name: "app/l", type: "symlink", linkname: "folder" }])
    const upper = await layerOf([{ name: "app/l/x", ...text }])
    assert.match((await image.refuse([lower, upper])).message, /which is a symlink/)
  })

  test("a directory or a link that claims to have content", async () => {
    for (const type of ["symlink", "directory"] as const) {
      await using image = await rig()
      const archive = await layerArchive(type)
      assert.match((await image.refuse([compressedLayer(archive)])).message, /content it cannot have/)
    }
  })
})

describe("a layer that would fill the machine is stopped at the limit", () => {
  test("little that becomes much", async () => {
    await using image = await rig()
    const bomb = await layerOf([{ name: "app/zeros", content: Buffer.alloc(64 * 1024 * 1024) }])
    assert.ok(bomb.bytes.byteLength < 100_000)
    assert.match((await image.refuse([bomb], { bytes: 1_000_000 })).message, /larger than 1000000 bytes/)
  })

  test("all layers count together", async () => {
    await using image = await rig()
    const layers = await Promise.all(
      ["a", "b", "c"].map((name) => layerOf([{ name: `app/${name}`, content: Buffer.alloc(400_000, name) }])),
    )
    assert.match((await image.refuse(layers, { bytes: 1_000_000 })).message, /larger than/)
  })

  test("many entries, and many folders in few entries", async () => {
    await using image = await rig()
    const many = Array.from({ length: 51 }, (_, at) => ({ name: `app/${at}`, content: "" }))
    assert.match((await image.refuse([await layerOf(many)], { entries: 50 })).message, /more than 50 entries/)
    const deep = [1, 2].map((at) => ({ name: `app/${`${at}/`.repeat(30)}x`, content: "" }))
    assert.match((await image.refuse([await layerOf(deep)], { entries: 50 })).message, /more than 50 entries/)
  })
})

/** An archive whose only entry, of this type, has a size in its header. */
async function layerArchive(type: "symlink" | "directory"): Promise<Buffer> {
  const archive = await archiveOf([{ name: "app/x", content: "12345" }])
  archive.write(type === "symlink" ? "2" : "5", 156)
  archive.write("y", 157)
  archive.write("        ", 148)
  const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  archive.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148)
  return archive
}
