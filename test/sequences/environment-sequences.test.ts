import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import fc from "fast-check"
import { PostgresResources } from "../../src/adapters/resources/postgres-resources.ts"
import { RedisResources } from "../../src/adapters/resources/redis-resources.ts"
import { valueFrom } from "../support/assert-result.ts"
import { skipWithout } from "../support/component.ts"
import { postgresBinaries } from "../support/postgres.ts"
import { redisProgram, startRedis, type TestRedis } from "../support/redis.ts"
import { type SharedPostgres, startSharedPostgres } from "../support/shared-postgres.ts"
import { EnvironmentWorld } from "./environment-world.ts"

/** Each takes half a second; `SLIPWAY_SEQUENCES=200` for a thorough look. */
const SEQUENCES = Number(process.env.SLIPWAY_SEQUENCES ?? 30)
/** Besides, with real processes, a real PostgreSQL and a real Redis. */
const REAL_ONES = Math.ceil(SEQUENCES / 10)

const branch = fc.constantFrom("feature/a", "feature/b", "feature/c", "feature/d")
const on = (kind: "merge" | "squash" | "delete" | "miss" | "destroy" | "pin" | "unpin" | "forget") =>
  fc.record({ kind: fc.constant(kind), branch })
const push = fc.record({ kind: fc.constant("push" as const), branch })
const step = fc.oneof(
  { weight: 8, arbitrary: push },
  ...(["merge", "squash", "delete", "miss", "destroy", "pin", "unpin", "forget"] as const).map((kind) => {
    return { weight: 1, arbitrary: on(kind) }
  }),
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("crash" as const), calls: fc.nat(40), isDone: fc.boolean() }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const sequences = fc.array(step, { minLength: 4, maxLength: 10 })

const skip = skipWithout("PostgreSQL", postgresBinaries()) || skipWithout("Redis", redisProgram())

describe("environments, whatever happens", () => {
  it(`after ${SEQUENCES} sequences nothing owned is left`, async (t) => {
    const world = await EnvironmentWorld.open(null)
    t.after(() => world.close())
    const seen = { most: 0, crashes: 0 }
    const property = fc.asyncProperty(sequences, async (steps) => {
      await live(world, steps, seen)
      assert.deepEqual(await world.left(), [])
    })
    await fc.assert(property, { numRuns: SEQUENCES, endOnFailure: true })
    assert(seen.most > 1)
    assert(seen.crashes > SEQUENCES / 4)
  })
})

describe("environments on real servers, whatever happens", { skip }, () => {
  let postgres: SharedPostgres
  let redis: TestRedis
  before(async () => {
    postgres = await startSharedPostgres()
    redis = await startRedis()
  })
  after(async () => {
    await postgres.stop()
    await redis.stop()
  })

  it(`after ${REAL_ONES} sequences nothing owned is left, and nothing foreign was touched`, async (t) => {
    const world = await EnvironmentWorld.open({ PG: postgres.adminUrl, REDIS: redis.url })
    t.after(() => world.close())
    const foreign = await plantForeign(world)
    t.after(() => foreign.end())
    const shared = async () => [...(await postgres.inventory()), ...(await redis.inventory())]
    const untouched = await shared()
    const property = fc.asyncProperty(sequences, async (steps) => {
      await live(world, steps, { most: 0, crashes: 0 })
      assert.deepEqual(await world.left(), ["folder somebody-elses"])
      assert.deepEqual(await shared(), untouched)
    })
    await fc.assert(property, { numRuns: REAL_ONES, endOnFailure: true })
    await foreign.check()
  })

  /** What is nobody's business, as near to what is owned as it gets. */
  async function plantForeign(world: EnvironmentWorld) {
    const other = { server: "other-server", key: Buffer.alloc(32, 7) }
    const owner = { server: other.server, environment: "demo-1", resource: "database" }
    const database = new PostgresResources(postgres.adminUrl, other)
    const { place } = valueFrom(await database.provide(owner, { isolate: "schema", mustExist: false }))
    await postgres.query("create table items (name text); insert into items values ('theirs')", place.url)
    const cache = new RedisResources(redis.url, other)
    const keys = valueFrom(await cache.provide({ ...owner, resource: "cache" }, { isolate: "prefix" })).place
    await redis.send(["SET", `${keys.prefix}item`, "theirs"], keys.url)
    await redis.send(["SET", "demo", "foreign"])
    await postgres.query("create schema demo; create table demo.items (id integer); create role demo_owner")
    const folder = join(world.folder, ".slipway", "environments", "somebody-elses")
    mkdirSync(folder)
    writeFileSync(join(folder, "file"), "theirs")
    const running = spawn("/bin/sleep", ["600"], {
      env: { SLIPWAY_OWNER: "other-server/demo-1/web/i1" },
      stdio: "ignore",
    })
    return {
      async check() {
        assert.deepEqual(await postgres.query("select name from items", place.url), [{ name: "theirs" }])
        assert.equal(await redis.send(["GET", `${keys.prefix}item`], keys.url), "theirs")
        assert.equal(await redis.send(["GET", "demo"]), "foreign")
        assert.deepEqual(readdirSync(folder), ["file"])
        assert.equal(running.exitCode ?? running.signalCode, null)
      },
      end: () => void running.kill(),
    }
  }
})

async function live(world: EnvironmentWorld, steps: readonly Step[], seen: { most: number; crashes: number }) {
  for (const one of steps) {
    if (one.kind === "crash") seen.crashes++
    await take(world, one)
    seen.most = Math.max(seen.most, await world.count())
  }
  await world.end()
}

async function take(world: EnvironmentWorld, one: Step): Promise<void> {
  switch (one.kind) {
    case "crash":
      return world.crashAfter(one.calls, one.isDone)
    case "wait":
      return world.wait()
    case "merge":
      return world.tell(() => world.branches.merge(one.branch))
    case "squash":
      return world.tell(() => world.branches.squash(one.branch))
    case "delete":
      return world.tell(() => world.branches.delete(one.branch))
    default:
      return world[one.kind](one.branch)
  }
}
