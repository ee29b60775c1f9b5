import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { gunzipSync } from "node:zlib"
import fc from "fast-check"
import { gzipSync } from "fflate"
import { COMPRESSION_LEVEL } from "../../core/image/builder-version.ts"
import { BLOCK, blocksOf, blocksOfStream, gzipBlock } from "./gzip-blocks.ts"

const contents = fc.oneof(
  fc.uint8Array({ maxLength: 5000 }),
  fc.string({ maxLength: 200 }).map((text) => Buffer.from(text.repeat(300))),
)

describe("a block of a layer", () => {
  test("is compressed to the very bytes that fflate's own gzip gives: layers that are stored stay what they are", () => {
    fc.assert(
      fc.property(contents, (block) => {
        const member = gzipBlock(block)
        assert.deepEqual(Buffer.from(member), Buffer.from(gzipSync(block, { level: COMPRESSION_LEVEL, mtime: 0 })))
        assert.deepEqual(gunzipSync(member), Buffer.from(block))
      }),
    )
  })

  test("does not depend on how the pieces were cut, nor on whether they come at once", async () => {
    const content = Buffer.alloc(2 * BLOCK + 1000, "0123456789abcdef")
    const cuts = fc.array(fc.integer({ min: 1, max: BLOCK + 10 }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(cuts, async (sizes) => {
        const pieces: Buffer[] = []
        for (let at = 0, index = 0; at < content.length; index++) {
          const size = sizes[index % sizes.length] ?? 1
          pieces.push(content.subarray(at, at + Math.max(size, 10_000)))
          at += Math.max(size, 10_000)
        }
        const blocks = [...blocksOf(pieces, [])]
        const streamed: Uint8Array[] = []
        for await (const block of blocksOfStream(ReadableStream.from(pieces), [])) streamed.push(block)
        assert.deepEqual(
          blocks.map((block) => block.byteLength),
          [BLOCK, BLOCK, 1000],
        )
        assert.equal(Buffer.concat(blocks).equals(content), true)
        assert.equal(Buffer.concat(streamed).equals(content), true)
      }),
      { numRuns: 20 },
    )
  })
})
