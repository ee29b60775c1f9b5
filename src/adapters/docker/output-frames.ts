import type { Readable } from "node:stream"

const HEADER = 8

/**
 * What a container wrote, from the frames of an attached stream: a header of eight bytes, the last four of which are the
 * length of what follows (Docker Engine API, ContainerAttach). A stream that breaks off within a frame ends there.
 */
export async function* outputOf(stream: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  let missing = 0
  for await (const chunk of stream) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length > 0) {
      if (missing === 0) {
        if (rest.length < HEADER) break
        missing = rest.readUInt32BE(4)
        rest = rest.subarray(HEADER)
        continue
      }
      const part = rest.subarray(0, missing)
      rest = rest.subarray(part.length)
      missing -= part.length
      yield part
    }
  }
}
