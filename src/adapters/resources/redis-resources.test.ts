import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { skipWithout } from "../../../test/support/component.ts"
import { redisProgram, startRedis, type TestRedis } from "../../../test/support/redis.ts"
import { RedisResources } from "./redis-resources.ts"

const identity = { server: "server-1", key: Buffer.alloc(32, 1) }
const one = { server: "server-1", environment: "shop-one", resource: "cache" }
const two = { server: "server-1", environment: "shop-two", resource: "cache" }

describe("parts of a shared Redis", { skip: skipWithout("Redis", redisProgram()) }, () => {
  let redis: TestRedis
  let server: RedisResources
  before(async () => {
    redis = await startRedis()
    server = new RedisResources(redis.url, identity)
    await redis.send(["SET", "foreign", "1"])
    await redis.send(["SET", "shop_one", "1"])
    await redis.send(["SET", "foreign", "1"], redis.urlOf(1))
  })
  after(() => redis.stop())

  const provide = async (owner: typeof one, isolate: "prefix" | "database") => {
    const { place } = valueFrom(await server.provide(owner, { isolate }))
    return { url: place.url, key: (name: string) => `${place.prefix ?? ""}${name}` }
  }

  it("isolate: prefix keeps them apart, and removes keys of one and nothing else", async () => {
    const untouched = await redis.inventory()
    const first = await provide(one, "prefix")
    const second = await provide(two, "prefix")
    await redis.send(["SET", first.key("item"), "first"], first.url)
    await redis.send(["SET", second.key("item"), "second"], second.url)
    for (let index = 0; index < 3000; index += 1000) {
      const many = Array.from({ length: 1000 }, (_, each) => [first.key(`many${index + each}`), "1"])
      await redis.send(["MSET", ...many.flat()], first.url)
    }
    for (const attempt of [
      ["GET", second.key("item")],
      ["SET", second.key("planted"), "1"],
      ["DEL", "foreign"],
      ["RENAME", first.key("item"), "elsewhere"],
      ["EVAL", "return redis.call('GET', KEYS[1])", "1", second.key("item")],
      ["EVAL", `return redis.call('GET', '${second.key("item")}')`, "0"],
      ["HDEL", "slipway:owners", "prefix/x"],
      ["SUBSCRIBE", second.key("news")],
      ["SELECT", "1"],
      ["COPY", first.key("item"), first.key("item"), "DB", "3"],
      ["FLUSHALL"],
      ["FLUSHDB"],
      ["KEYS", "*"],
      ["CONFIG", "GET", "*"],
      ["ACL", "LIST"],
    ]) {
      await assert.rejects(redis.send(attempt, first.url), /NOPERM|can't access/, attempt.join(" "))
    }
    valueFrom(await server.remove(one))
    await assert.rejects(redis.send(["PING"], first.url), /WRONGPASS/)
    assert.equal(await redis.send(["GET", second.key("item")], second.url), "second")
    assert.deepEqual(valueFrom(await server.findOwners()), [two])
    valueFrom(await server.remove(two))
    valueFrom(await server.remove(two))
    assert.deepEqual(await redis.inventory(), untouched)
  })

  it("isolate: database gives each an empty one, and empties it at the end", async () => {
    const untouched = await redis.inventory()
    const first = await provide(one, "database")
    const second = await provide(two, "database")
    assert.deepEqual(
      [first, second].map(({ url }) => new URL(url).pathname),
      ["/2", "/3"],
    )
    for (const { url } of [first, second]) await redis.send(["SET", "item", url], url)
    await assert.rejects(redis.send(["SELECT", "3"], first.url), /NOPERM/)
    await redis.send(["FLUSHDB"], second.url)
    assert.equal((await provide(two, "database")).url, second.url)
    assert.equal(await redis.send(["GET", "item"], first.url), first.url)
    valueFrom(await server.remove(one))
    valueFrom(await server.remove(two))
    assert.deepEqual(await redis.inventory(), untouched)
  })

  it("says when every database is taken", async () => {
    const owners = Array.from({ length: 14 }, (_, index) => ({ ...one, environment: `shop-${index}` }))
    for (const owner of owners) await provide(owner, "database")
    const none = await server.provide({ ...one, environment: "shop-late" }, { isolate: "database" })
    assert.match(failureFrom(none, "resource-unavailable").message, /every database of the Redis is taken/)
    for (const owner of owners) valueFrom(await server.remove(owner))
  })

  it("takes no claim for its own that it did not make", async () => {
    await redis.send(["HSET", "slipway:owners", "database/1", "slipway/server-1/shop-one/cache 0123"])
    assert.deepEqual(valueFrom(await server.findOwners()), [])
    valueFrom(await server.remove(one))
    assert.equal(await redis.send(["GET", "foreign"], redis.urlOf(1)), "1")
    await redis.send(["DEL", "slipway:owners"])
  })

  it("makes a user again that a restart of Redis has forgotten", async () => {
    const { url, key } = await provide(one, "prefix")
    const user = new URL(url).username
    await redis.send(["ACL", "DELUSER", user])
    await assert.rejects(redis.send(["PING"], url), /WRONGPASS/)
    await provide(one, "prefix")
    assert.equal(await redis.send(["SET", key("item"), "1"], url), "OK")
    valueFrom(await server.remove(one))
  })

  it("a server that does not answer is said to", async () => {
    const nowhere = new RedisResources("redis://127.0.0.1:1", identity)
    assert.match(failureFrom(await nowhere.findOwners(), "resource-unavailable").message, /ECONNREFUSED/)
  })
})
