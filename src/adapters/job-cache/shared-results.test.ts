import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, test } from "node:test"
import { newEntry, sampleResult } from "../../../test/support/cache-entries.ts"
import { type CacheServer, cacheServer } from "../../../test/support/cache-server.ts"
import { readTree, writeTree } from "../../../test/support/file-tree.ts"
import { PARCEL_LIMIT, packParcel } from "../../core/run/result-parcel.ts"
import { digestOf } from "../../core/shared/digest.ts"
import type { JobCache } from "../../ports/job-cache.ts"
import { laptop } from "./testing/http-cache-rig.ts"

const KEY = digestOf("key")

async function machineOf(server: CacheServer, person: string, warnings: string[] = []): Promise<JobCache> {
  return laptop({ url: server.url, token: await server.token(person), folder: server.folder, warnings })
}

/** Keeps a result with an output that says who made it. */
async function keepAs(cache: JobCache, folder: string, who: string): Promise<void> {
  writeTree(folder, { out: who })
  await cache.keep(newEntry(KEY, folder, { outputs: ["out"], log: who, result: sampleResult({ builder: who }) }))
  await cache.close()
}

describe("who is given which results by a server's cache", () => {
  test("nobody is given what another person's machine has written", async () => {
    await using server = await cacheServer()
    await keepAs(await machineOf(server, "anna"), server.folder, "server")
    const other = await machineOf(server, "ben")
    assert.deepEqual(await other.lookup([KEY]), new Map())
    assert.equal(await other.restore(KEY, server.folder), false)
    await other.close()
    const own = await machineOf(server, "anna")
    assert.equal((await own.lookup([KEY])).get(KEY)?.builder, "laptop:anna", "whatever she called herself")
    await own.close()
  })

  test("everybody is given what the server has built, under its name, but their own comes first", async () => {
    await using server = await cacheServer()
    writeTree(server.folder, { out: "server" })
    const result = sampleResult({ builder: "server" })
    await server.own.keep(newEntry(KEY, server.folder, { outputs: ["out"], result }))
    await keepAs(await machineOf(server, "anna"), server.folder, "anna")
    const to = join(server.folder, "to")
    for (const [person, builder, out] of [
      ["ben", "server", "server"],
      ["anna", "laptop:anna", "anna"],
    ] as const) {
      const cache = await machineOf(server, person)
      assert.equal((await cache.lookup([KEY])).get(KEY)?.builder, builder)
      assert.equal(await cache.restore(KEY, to), true)
      assert.deepEqual(readTree(to), { out })
      await cache.close()
    }
    assert.equal(
      (await server.own.lookup([KEY])).get(KEY)?.builder,
      "server",
      "the server's own runs see their own only",
    )
  })

  test("nobody is given what the server has built where the rules are not readable", async () => {
    await using server = await cacheServer("version: 1\nproject: [")
    await server.own.keep(newEntry(KEY, server.folder))
    const cache = await machineOf(server, "anna")
    assert.deepEqual(await cache.lookup([KEY]), new Map())
    await cache.close()
  })

  test("a wrong token is told once, and everything else goes on", async () => {
    await using server = await cacheServer()
    const warnings: string[] = []
    const { url, folder } = server
    const cache = await laptop({ url, token: "slp_wrong", folder, warnings })
    assert.deepEqual(await cache.lookup([KEY]), new Map())
    await cache.keep(newEntry(KEY, folder))
    assert.equal((await cache.lookup([KEY])).size, 1)
    await cache.close()
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? "", /is not used any more: the token is not valid here$/)
  })
})

describe("a server's cache with a client that means harm", () => {
  const bytes = Buffer.from("printed")
  const log = digestOf(bytes)
  const { builder: _, ...result } = sampleResult()
  const entry = { result, outputs: [], log }
  const file = (path: string) => ({ kind: "file" as const, path, executable: false, digest: log })
  const whole = new Map([[log, bytes]])
  const bodies: Readonly<Record<string, Buffer>> = {
    "no parcel at all": Buffer.from("hello"),
    nothing: Buffer.alloc(0),
    "bytes that are not what their digest says": packParcel({ entry, blobs: new Map([[log, Buffer.from("others!")]]) }),
    "a blob that is missing": packParcel({ entry, blobs: new Map() }),
    "a blob that nothing names": packParcel({ entry, blobs: new Map([...whole, [digestOf("x"), Buffer.from("x")]]) }),
    "bytes behind the end": Buffer.concat([packParcel({ entry, blobs: whole }), Buffer.from("x")]),
    "a part of the bytes": packParcel({ entry, blobs: whole }).subarray(0, -1),
    "a path that leaves": packParcel({ entry: { ...entry, outputs: [file("../out")] }, blobs: whole }),
    "an absolute path": packParcel({ entry: { ...entry, outputs: [file("/etc/passwd")] }, blobs: whole }),
    "a link that leaves": packParcel({
      entry: { ...entry, outputs: [{ kind: "link", path: "a", target: "../../b" }] },
      blobs: whole,
    }),
    "the same path twice": packParcel({ entry: { ...entry, outputs: [file("a"), file("a")] }, blobs: whole }),
    "a builder of its choice": packParcel({
      entry: { ...entry, result: sampleResult({ builder: "server" }) },
      blobs: whole,
    }),
    "too much": Buffer.alloc(PARCEL_LIMIT + 1),
  }
  test("takes nothing that is not sound and whole", async () => {
    await using server = await cacheServer()
    const headers = { authorization: `Bearer ${await server.token("anna")}` }
    const write = (body: Buffer) =>
      fetch(`${server.url}/api/v1/cache/results/${KEY}`, { method: "PUT", headers, body: new Uint8Array(body) })
    const read = () => fetch(`${server.url}/api/v1/cache/results/${KEY}`, { headers })
    for (const [what, body] of Object.entries(bodies)) {
      assert.equal((await write(body)).status, 400, what)
      assert.equal((await read()).status, 404, what)
    }
    assert.equal((await write(packParcel({ entry, blobs: whole }))).status, 204)
    assert.equal((await read()).status, 200)
  })
})
