import assert from "node:assert/strict"
import { Readable } from "node:stream"
import { describe, test } from "node:test"
import { FailureError } from "../../core/shared/result.ts"
import { ARCHIVE_LIMITS, ArchiveBudget, type ArchiveLimits } from "./archive-budget.ts"
import { archiveEntries } from "./archive-entries.ts"
import { END, entryWithoutSize, rawEntry, rawHeader } from "./testing/raw-archive.ts"

const KiB = 1024

const budgetOf = (limits: Partial<ArchiveLimits> = {}) =>
  new ArchiveBudget(
    { ...ARCHIVE_LIMITS, ...limits },
    (why) => new FailureError({ reason: "image-corrupt", message: `refused: ${why}` }),
  )

/** Every entry's name with its content; where `skips`, content is not read. */
async function read(bytes: AsyncIterable<Uint8Array>, { limits = {}, skips = false } = {}) {
  const found: [name: string, content: string][] = []
  for await (const { header, content } of archiveEntries(bytes, budgetOf(limits))) {
    const chunks: Buffer[] = []
    if (!skips) for await (const chunk of content) chunks.push(chunk)
    found.push([header.name, Buffer.concat(chunks).toString()])
  }
  return found
}

/** The pieces one after the other; how many have been taken shows whether somebody went on. */
function piecesOf(pieces: readonly Uint8Array[], times = 1) {
  const taken = { count: 0, closed: false }
  async function* all() {
    try {
      for (let at = 0; at < times; at++) {
        for (const piece of pieces) {
          taken.count++
          yield piece
        }
      }
    } finally {
      taken.closed = true
    }
  }
  return { bytes: all(), taken }
}

const [first, second] = [rawEntry({ name: "first" }, "one"), rawEntry({ name: "second" }, "two")]
const refusedWith = (why: RegExp) => (error: unknown) =>
  error instanceof FailureError && /^refused: /.test(error.failure.message) && why.test(error.failure.message)

describe("entries of an archive", () => {
  test("come in order, whether or not their content is read, however the bytes are cut", async () => {
    const archive = Buffer.concat([first, second, END])
    for (const size of [1, 7, 512, 100_000]) {
      const pieces = Array.from({ length: Math.ceil(archive.length / size) }, (_, at) =>
        archive.subarray(at * size, (at + 1) * size),
      )
      assert.deepEqual(await read(piecesOf(pieces).bytes), [
        ["first", "one"],
        ["second", "two"],
      ])
    }
    assert.deepEqual(await read(piecesOf([archive]).bytes, { skips: true }), [
      ["first", ""],
      ["second", ""],
    ])
  })

  test("are refused: a size that is none", async () => {
    await assert.rejects(read(piecesOf([entryWithoutSize("x"), END]).bytes), refusedWith(/a size that is none/))
  })

  test("are refused: a size above the limit, before any of it has come", async () => {
    const { bytes, taken } = piecesOf([rawHeader({ name: "x", size: 65 * KiB }), Buffer.alloc(KiB)], 100)
    await assert.rejects(read(bytes, { limits: { bytes: 64 * KiB } }), refusedWith(/it is larger than 65536 bytes/))
    assert.ok(taken.count < 10, `${taken.count} pieces were taken`)
  })

  test("are refused: more bytes than are allowed, in many of them", async () => {
    const { bytes } = piecesOf([rawEntry({ name: "x" }, "x".repeat(2 * KiB))], 100)
    await assert.rejects(read(bytes, { limits: { bytes: 64 * KiB } }), refusedWith(/it is larger than 65536 bytes/))
  })

  test("are refused: too many of them", async () => {
    const { bytes } = piecesOf([rawHeader({ name: "x/", type: "5" })], 100)
    await assert.rejects(read(bytes, { limits: { entries: 10 } }), refusedWith(/it has more than 10 entries/))
  })

  test("are refused: headers that lead to none, and bytes behind the last", async () => {
    const between = 64 * KiB
    for (const piece of [rawEntry({ name: "header", type: "g" }, "13 path=where\n"), Buffer.alloc(KiB)]) {
      const { bytes, taken } = piecesOf([piece], 10_000)
      await assert.rejects(
        read(bytes, { limits: { between } }),
        refusedWith(/more than 65536 bytes of it are no entry's/),
      )
      assert.ok(taken.count < 200, `${taken.count} pieces were taken`)
    }
  })

  test("are refused: an archive that breaks off, in a header or in content", async () => {
    for (const cut of [100, first.length - 100]) {
      const archive = Buffer.concat([first, rawEntry({ name: "second" }, "x".repeat(KiB))])
      await assert.rejects(read(piecesOf([archive.subarray(0, first.length + cut)]).bytes), refusedWith(/./))
    }
  })

  test("are refused: what is no archive", async () => {
    await assert.rejects(read(piecesOf([Buffer.alloc(2 * KiB, "x")]).bytes), refusedWith(/Invalid tar header/))
  })

  test("what the source fails with is not the archive's fault", async () => {
    for (const start of [[first], [rawHeader({ name: "x", size: 4 * KiB }), Buffer.alloc(KiB)]]) {
      async function* failing() {
        yield* start
        throw new RangeError("the disk is gone")
      }
      await assert.rejects(read(failing()), new RangeError("the disk is gone"))
    }
  })

  test("whoever ends early leaves nothing open", async () => {
    const stream = Readable.from(piecesOf([first], 10_000).bytes)
    for await (const { header } of archiveEntries(stream, budgetOf())) if (header.name === "first") break
    assert.equal(stream.destroyed, true)
    const { bytes, taken } = piecesOf([first], 10_000)
    for await (const _ of archiveEntries(bytes, budgetOf())) break
    while (!taken.closed) await new Promise(setImmediate)
    assert.ok(taken.count < 1000, `${taken.count} pieces were taken`)
  })

  test("several archives count together where they have one budget", async () => {
    const budget = budgetOf({ entries: 3 })
    const readOne = async () => {
      for await (const _ of archiveEntries(piecesOf([first, second, END]).bytes, budget));
    }
    await readOne()
    await assert.rejects(readOne(), refusedWith(/it has more than 3 entries/))
  })
})
