import assert from "node:assert/strict"
import { existsSync, readdirSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { gunzipSync } from "node:zlib"
import fc from "fast-check"
import { failureFrom } from "../../../test/support/assert-result.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { END, entryWithoutSize, mendSum, rawEntry, rawHeader } from "../tar/testing/raw-archive.ts"
import { OciLayout } from "./oci-layout.ts"
import { digestOfPieces, layerOfPieces, type Piece } from "./testing/archive-stream.ts"
import { compressedLayer, layerOf, putLayers, type StoredLayer } from "./testing/layer-image.ts"
import { unpackImage } from "./unpack-image.ts"

const MiB = 1024 ** 2

async function rig() {
  const folder = await temporaryFolder()
  const registry = new OciLayout(join(folder.path, "images"))
  const target = join(folder.path, "unpacked")
  return {
    folder: folder.path,
    target,
    unpack: async (layer: StoredLayer, limits = {}) =>
      unpackImage(registry, await putLayers(registry, [layer]), target, { limits }),
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  }
}

/** What it says when it refuses, and that it left nothing and took no more memory than it may. */
async function refusal(layer: StoredLayer, limits = {}): Promise<string> {
  await using image = await rig()
  const before = process.memoryUsage().rss
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  try {
    const { message } = failureFrom(await image.unpack(layer, limits), "image-corrupt")
    assert.deepEqual(existsSync(image.target) ? readdirSync(image.target) : [], [])
    assert.ok(most - before < 400 * MiB, `it took ${Math.round((most - before) / MiB)} MiB`)
    return message
  } finally {
    clearInterval(watch)
  }
}

/** An extended header of one record, for the next entry (`x`) or all that follow (`g`). */
function extended(type: "x" | "g", key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`
  const length = [2, 3].map((digits) => digits + rest.length).find((all) => String(all).length + rest.length === all)
  return rawEntry({ name: "PaxHeader", type }, `${length}${rest}`)
}

const zeroes = (mebibytes: number): Piece => ({ bytes: Buffer.alloc(64 * MiB), times: mebibytes / 64 })

describe("an archive of far more than there is room for", () => {
  test("one file of 10 GB of zeroes is refused before any of it is written", async () => {
    const size = 10 * 1024 * MiB
    const layer = layerOfPieces([
      { bytes: rawHeader({ name: "app/zeroes", size }) },
      zeroes(size / MiB),
      { bytes: END },
    ])
    assert.ok(layer.bytes.length < 16 * MiB)
    assert.match(await refusal(layer), /it is larger than 4294967296 bytes/)
  })

  test("10 GB of zeroes in many files is stopped at the limit", async () => {
    const piece = Buffer.concat([rawHeader({ name: "app/zeroes", size: 64 * MiB }), Buffer.alloc(64 * MiB)])
    const layer = layerOfPieces([{ bytes: piece, times: 160 }, { bytes: END }])
    assert.match(await refusal(layer, { bytes: 256 * MiB }), /it is larger than 268435456 bytes/)
  })

  test("10 GB of zeroes behind the end is stopped soon", async () => {
    const layer = layerOfPieces([{ bytes: rawEntry({ name: "app/x" }, "x") }, zeroes(10 * 1024)])
    assert.match(await refusal(layer), /more than 16777216 bytes of it are no entry's/)
  })

  test("10 million entries are stopped at the limit", async () => {
    const thousand = Buffer.concat(Array<Buffer>(1000).fill(rawHeader({ name: "app/", type: "5" })))
    const layer = layerOfPieces([{ bytes: thousand, times: 10_000 }, { bytes: END }])
    assert.match(await refusal(layer), /it has more than 500000 entries/)
  })

  test("10 million headers that lead to no entry are stopped soon", async () => {
    const long = extended("x", "path", "app/nothing")
    const thousand = Buffer.concat(Array<Buffer>(1000).fill(long))
    const layer = layerOfPieces([{ bytes: thousand, times: 10_000 }, { bytes: END }])
    assert.match(await refusal(layer), /more than 16777216 bytes of it are no entry's/)
  })

  test("a name of 1 GB is not read", async () => {
    for (const type of ["x", "L", "K", "g"]) {
      const size = 1024 * MiB
      const layer = layerOfPieces([
        { bytes: rawHeader({ name: "long", type, size }) },
        zeroes(size / MiB),
        { bytes: END },
      ])
      assert.match(await refusal(layer), /Header exceeds max size/)
    }
  })

  test("sizes that are no sizes", async () => {
    for (const size of [2 ** 62, 2 ** 53]) {
      const layer = compressedLayer(Buffer.concat([rawHeader({ name: "app/x", size }), END]))
      assert.match(await refusal(layer), /larger than/)
    }
    const unreadable = Buffer.concat([entryWithoutSize("app/x"), END])
    assert.match(await refusal(compressedLayer(unreadable)), /a size that is none/)
    const negative = extended("x", "size", "-1")
    assert.match(
      await refusal(compressedLayer(Buffer.concat([negative, rawEntry({ name: "app/x" }, "x"), END]))),
      /Invalid/,
    )
  })
})

/** What a name that is told twice, or in another way, tries; and what is said about it. */
const tricks: Readonly<Record<string, readonly [pieces: readonly Buffer[], message: RegExp]>> = {
  "a GNU long name that goes up": [
    [rawEntry({ name: "././@LongLink", type: "L" }, "../outside/x\0"), rawEntry({ name: "app/x" }, "evil")],
    /leads out of the image/,
  ],
  "a GNU long link that goes up": [
    [
      rawEntry({ name: "././@LongLink", type: "K" }, "../../outside\0"),
      rawHeader({ name: "app/l", type: "2", linkname: "x" }),
    ],
    /leads out of the image/,
  ],
  "a long name over a short one, and one over both": [
    [
      rawEntry({ name: "././@LongLink", type: "L" }, "app/x\0"),
      extended("x", "path", "../evil"),
      rawEntry({ name: "app/x" }, "evil"),
    ],
    /leads out of the image/,
  ],
  "a name for all entries that follow": [
    [extended("g", "path", "../evil"), extended("x", "uid", "100"), rawEntry({ name: "app/x" }, "evil")],
    /leads out of the image/,
  ],
  "a NUL in a name": [[extended("x", "path", "app/x\0../evil"), rawEntry({ name: "app/x" })], /leads out of the image/],
  "a NUL in a link's target": [
    [extended("x", "linkpath", "x\0/../../../"), rawHeader({ name: "app/l", type: "2", linkname: "x" })],
    /leads out of the image/,
  ],
  "a link in place of a folder": [
    [rawEntry({ name: "app/d/x" }, "x"), rawHeader({ name: "app/d", type: "2", linkname: "elsewhere" })],
    /is a folder already/,
  ],
  "a link in place of an empty folder, and a file behind it": [
    [
      rawHeader({ name: "app/d/", type: "5" }),
      rawHeader({ name: "app/d", type: "2", linkname: "../app" }),
      rawEntry({ name: "app/d/x" }, "x"),
    ],
    /is a folder already/,
  ],
  "a hard link to a link that goes up": [
    [
      rawHeader({ name: "app/l", type: "2", linkname: "../etc" }),
      rawHeader({ name: "app/h", type: "1", linkname: "app/l/passwd" }),
    ],
    /is a link/,
  ],
  "a sparse file": [[rawEntry({ name: "app/s", type: "S" }, "x")], /cannot be unpacked/],
  "a type that nobody knows": [[rawEntry({ name: "app/t", type: "Z" }, "x")], /cannot be unpacked/],
  "a whiteout outside": [[rawEntry({ name: "../.wh.outside" })], /leads out of the image/],
  "a whiteout of the root": [[rawEntry({ name: ".wh..wh..opq" })], /would remove what lies below it/],
  "a header whose sum is wrong": [[Buffer.alloc(512, "x")], /Invalid tar header/],
}

describe("a trick with names", () => {
  for (const [what, [pieces, message]] of Object.entries(tricks)) {
    test(what, async () => {
      const archive = Buffer.concat([...pieces, END])
      assert.match(await refusal(compressedLayer(archive)), message)
    })
  }
})

test("pieces are put together as the tests mean it", async () => {
  await using image = await rig()
  const pieces = [{ bytes: rawEntry({ name: "app/x" }, "x") }, { bytes: END }, { bytes: Buffer.alloc(512), times: 20 }]
  const unpacked = await image.unpack(layerOfPieces(pieces, digestOfPieces(pieces)))
  assert.ok(unpacked.ok)
  assert.deepEqual(readdirSync(join(unpacked.value.root, "app")), ["x"])
})

test("whatever is written into an archive, nothing is written beside it", async () => {
  const archive = gunzipSync(
    (
      await layerOf([
        { name: "app/", type: "directory" },
        { name: "app/main.js", content: "main" },
        { name: "app/link", type: "symlink", linkname: "main.js" },
        { name: "app/long", pax: { path: `app/${"long/".repeat(30)}x` }, content: "long" },
      ])
    ).bytes,
  )
  const outside = ["../../outside/x", "/tmp/../outside", "app/../../outside/x", "outside"].map((text) =>
    Buffer.from(text),
  )
  const piece = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.constantFrom(...outside))
  const change = fc.record({ at: fc.nat(archive.length - 32), bytes: piece, mends: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      await using image = await rig()
      await mkdir(join(image.folder, "outside"))
      const changed = Buffer.from(archive)
      for (const { at, bytes, mends } of changes) {
        changed.set(bytes, at)
        if (mends) mendSum(changed, at - (at % 512))
      }
      const unpacked = await image.unpack(compressedLayer(changed))
      assert.deepEqual(
        readdirSync(image.folder).sort(),
        unpacked.ok || existsSync(image.target) ? ["images", "outside", "unpacked"] : ["images", "outside"],
      )
      assert.deepEqual(readdirSync(join(image.folder, "outside")), [])
      if (!unpacked.ok) assert.equal(unpacked.failure.reason, "image-corrupt")
    }),
    { numRuns: 150 },
  )
})
