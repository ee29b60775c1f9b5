import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { buffer } from "node:stream/consumers"
import { describe, test } from "node:test"
import { digestOf } from "../../core/shared/digest.ts"
import { RemoteRepository } from "./remote-repository.ts"
import { openClient } from "./testing/publishing.ts"
import { type Answer, replayRegistry } from "./testing/replayed-registry.ts"
import { type BlobToSend, uploadBlob } from "./upload-blob.ts"

const CHUNK = Buffer.alloc(256 * 1024, 7)

/** A blob of so many chunks of 256 KiB, made as it is read. */
function blobOf(chunks: number): BlobToSend {
  const hash = createHash("sha256")
  for (let at = 0; at < chunks; at++) hash.update(CHUNK)
  return {
    digest: `sha256:${hash.digest("hex")}`,
    size: chunks * CHUNK.byteLength,
    async *open() {
      for (let at = 0; at < chunks; at++) yield CHUNK
    },
  }
}

/** Sends a blob to what answers so; returns the requests without host, query and body. */
async function send(blob: BlobToSend, answer: Answer, sibling: string | null = null) {
  await using replayed = await replayRegistry(answer)
  using opened = openClient(replayed.host)
  const repository = new RemoteRepository(opened.client, { host: replayed.host, repository: "shop/web" })
  const arrival = await uploadBlob(repository, blob, sibling)
  const requests = replayed.requests.map(({ asked }) => asked.replace(/http:\/\/[^/]+\/v2/, "").replace(/\?.*/, ""))
  return { arrival, requests, waits: opened.waits }
}

const location = "/v2/shop/web/blobs/uploads/1?_state=a%2Fb%3D"
const isOpening = (message: IncomingMessage) => message.method === "POST"

describe("a blob is sent", () => {
  test("whole, in one request, with the registry's own state given back as it came", async () => {
    const blob = blobOf(3)
    let seen = ""
    const { requests } = await send(blob, async (_, response, message) => {
      if (isOpening(message)) return response.writeHead(202, { location }).end()
      seen = `${message.url} ${message.headers["content-length"]}`
      assert.equal(digestOf(await buffer(message)), blob.digest)
      response.writeHead(201).end()
    })
    assert.deepEqual(requests, ["POST /shop/web/blobs/uploads/", "PUT /shop/web/blobs/uploads/1"])
    assert.equal(seen, `${location}&digest=${encodeURIComponent(blob.digest)} ${blob.size}`)
  })

  test("in pieces where that is too much at once", async () => {
    const blob = blobOf(4 * 40 + 1)
    const ranges: string[] = []
    const received: Buffer[] = []
    const { arrival, requests } = await send(blob, async (_, response, message) => {
      if (isOpening(message)) return response.writeHead(202, { location, "oci-chunk-min-length": "33554432" }).end()
      const isLast = message.headers["content-length"] === "0"
      if (message.method === "PUT" && !isLast) {
        message.resume()
        return response.writeHead(413, { connection: "close" }).end()
      }
      if (isLast) return response.writeHead(201).end()
      ranges.push(`${message.headers["content-range"]} ${message.headers["content-length"]}`)
      received.push(await buffer(message))
      response.writeHead(202, { location }).end()
    })
    assert.equal(arrival, "sent")
    assert.deepEqual(ranges, ["0-33554431 33554432", "33554432-42205183 8650752"])
    assert.equal(digestOf(Buffer.concat(received)), blob.digest)
    assert.equal(requests.length, 6)
  })

  test("from its beginning again where the connection breaks", async () => {
    const blob = blobOf(40)
    let left = 2
    const { requests, waits } = await send(blob, async (_, response, message) => {
      if (isOpening(message)) return response.writeHead(202, { location }).end()
      if (left-- > 0) return void message.once("data", () => message.destroy())
      assert.equal(digestOf(await buffer(message)), blob.digest)
      response.writeHead(201).end()
    })
    assert.equal(requests.filter((request) => request.startsWith("POST")).length, 3)
    assert.deepEqual(waits, [200, 400])
  })

  test("not at all where a sibling's can be mounted", async () => {
    const { arrival, requests } = await send(
      blobOf(1),
      (_, response, message) => {
        const query = new URL(message.url ?? "", "http://x").searchParams
        assert.deepEqual([query.get("mount"), query.get("from")], [blobOf(1).digest, "shop/api"])
        response.writeHead(201).end()
      },
      "shop/api",
    )
    assert.equal(arrival, "mounted")
    assert.equal(requests.length, 1)
  })

  test("after all where the sibling does not have it, or may not be read", async () => {
    for (const refusal of [202, 401, 403, 404]) {
      let opened = 0
      const { arrival } = await send(
        blobOf(1),
        async (_, response, message) => {
          const isMount = message.url?.includes("mount=")
          if (isOpening(message) && isMount && refusal !== 202) {
            return response.writeHead(refusal, { "www-authenticate": "Basic" }).end()
          }
          opened++
          await buffer(message)
          response.writeHead(isOpening(message) ? 202 : 201, { location }).end()
        },
        "shop/api",
      )
      assert.deepEqual([arrival, opened], ["sent", 2], String(refusal))
    }
  })
})
