import assert from "node:assert/strict"
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { describe, test } from "node:test"
import { newEntry, sampleResult } from "../../../test/support/cache-entries.ts"
import { cacheServer } from "../../../test/support/cache-server.ts"
import { readTree } from "../../../test/support/file-tree.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { packParcel } from "../../core/run/result-parcel.ts"
import { digestOf } from "../../core/shared/digest.ts"
import { laptop } from "./testing/http-cache-rig.ts"

const KEY = digestOf("key")
const BYTES = Buffer.from("printed")
const LOG = digestOf(BYTES)
const result = sampleResult({ builder: "server" })
const KNOWN = JSON.stringify({ results: [{ key: KEY, result }] })
const outputs = (path: string) => [{ kind: "file" as const, path, executable: false, digest: LOG }]
const parcel = (path: string, bytes = BYTES) =>
  packParcel({ entry: { result, outputs: outputs(path), log: LOG }, blobs: new Map([[LOG, bytes]]) })

/** A server that answers as it is told; and the folder of a machine that believes it to be Slipway's. */
async function answering(answer: RequestListener) {
  const folder = await temporaryFolder()
  const http = createServer(answer)
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve))
  return {
    folder: folder.path,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      })
      await folder[Symbol.asyncDispose]()
    },
  }
}

const lying: Readonly<Record<string, RequestListener>> = {
  "no JSON": (_, response) => void response.end("<html>"),
  "a failure that is not Slipway's": (_, response) => void response.writeHead(503).end("busy"),
  "a result without its fields": (_, response) => void response.end(JSON.stringify({ results: [{ key: KEY }] })),
  "an answer without an end": (_, response) => {
    const more = () => response.destroyed || response.write(Buffer.alloc(1 << 20, " "), () => setImmediate(more))
    more()
  },
  "a redirect": (_, response) => void response.writeHead(307, { location: "/elsewhere" }).end(),
  "a broken connection": (request) => void request.socket.destroy(),
}

const lyingAboutFiles: Readonly<Record<string, Buffer>> = {
  "other bytes than their digest says": parcel("out", Buffer.from("others!")),
  "a path that leaves": parcel("../out"),
  "an absolute path": parcel("/tmp/slipway-must-not-be"),
  "half of it": parcel("out").subarray(0, -3),
}

describe("a cache of jobs whose server means harm", () => {
  for (const [what, answer] of Object.entries(lying)) {
    test(`asks no more after ${what}, says so once, and goes on`, async () => {
      await using server = await answering(answer)
      const warnings: string[] = []
      const cache = await laptop({ ...server, token: "t", warnings })
      assert.deepEqual(await cache.lookup([KEY]), new Map())
      assert.deepEqual(await cache.lookup([digestOf("other")]), new Map())
      await cache.keep(newEntry(KEY, server.folder))
      assert.equal((await cache.lookup([KEY])).size, 1, "this machine's own cache works")
      await cache.close()
      assert.equal(warnings.length, 1, warnings.join("\n"))
      assert.match(warnings[0] ?? "", /^the cache of http:\S+ is not used any more: [^\n]+$/)
    })
  }

  for (const [what, body] of Object.entries(lyingAboutFiles)) {
    test(`restores nothing from ${what}`, async () => {
      await using server = await answering(
        ({ url }, response) => void response.end(url?.endsWith("lookup") ? KNOWN : body),
      )
      await using place = await temporaryFolder()
      const warnings: string[] = []
      const cache = await laptop({ ...server, token: "t", warnings })
      assert.equal((await cache.lookup([KEY])).size, 1)
      assert.equal(await cache.restore(KEY, place.path), false)
      assert.deepEqual(readTree(place.path), {})
      await cache.close()
      assert.equal(warnings.length, 1, warnings.join("\n"))
    })
  }

  test("believes nothing that it has not asked for", async () => {
    await using server = await answering((_, response) => void response.end(KNOWN))
    const warnings: string[] = []
    const cache = await laptop({ ...server, token: "t", warnings })
    assert.deepEqual(await cache.lookup([digestOf("another")]), new Map())
    await cache.close()
    assert.deepEqual(warnings, [])
  })

  test("does not wait for one that never answers", async () => {
    await using server = await answering(() => {})
    const warnings: string[] = []
    const cache = await laptop({ ...server, token: "t", warnings, patience: 1 })
    assert.deepEqual(await cache.lookup([KEY]), new Map())
    await cache.close()
    assert.match(warnings.join("\n"), /^[^\n]*: it does not answer in time$/)
  })

  test("goes on without one that ends in the middle", async () => {
    await using server = await cacheServer()
    await server.own.keep(newEntry(KEY, server.folder, { result }))
    const warnings: string[] = []
    const cache = await laptop({ ...server, token: await server.token("anna"), warnings })
    assert.equal((await cache.lookup([KEY])).size, 1)
    await server.end()
    assert.equal(await cache.restore(KEY, server.folder), false)
    await cache.keep(newEntry(KEY, server.folder))
    assert.equal(await cache.restore(KEY, server.folder), true)
    await cache.close()
    assert.equal(warnings.length, 1, warnings.join("\n"))
  })
})
