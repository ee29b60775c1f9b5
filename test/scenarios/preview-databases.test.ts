import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { skipWithout } from "../support/component.ts"
import { postgresBinaries } from "../support/postgres.ts"
import { redisProgram, startRedis, type TestRedis } from "../support/redis.ts"
import { RunRig } from "../support/run-rig.ts"
import { request, ServerRig } from "../support/server-rig.ts"
import { type SharedPostgres, startSharedPostgres } from "../support/shared-postgres.ts"

/** Answers with the variables that it found. */
const SERVER = `
  const { createServer } = require("node:http")
  createServer((_, response) => response.end(JSON.stringify(process.env))).listen(Number(process.env.PORT), process.env.HOST)
`

const DEFINITION = `version: 1
project: demo
services:
  web:
    directory: web
    image: { builder: node }
    run: { port: 3000, health: / }
    public: true
    needs: [database, cache]
resources:
  database:
    kind: postgres
    isolate: schema
    seed: { sql: db/seed.sql }
    timeout: 1m
    migrate: psql --quiet --set ON_ERROR_STOP=1 "$DATABASE_URL" --file db/migrate.sql
  cache: { kind: redis }
tests:
  seen: { directory: ., run: 'psql "$DATABASE_URL" -c "insert into items values (''seen in $SLIPWAY_ENVIRONMENT'')"' }
targets: { local: { kind: process, resources: { database: { secret: POSTGRES_URL }, cache: { secret: ADMIN_REDIS_URL } } } }
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: local, verify: [seen] }
  uat: { from: { branch: main }, target: local }
`

const files = {
  "slipway.yaml": DEFINITION,
  "web/package.json": JSON.stringify({ name: "web", version: "1.0.0", main: "server.js" }),
  "web/server.js": SERVER,
  "db/seed.sql": "create table items (name text); insert into items values ('seeded');",
  "db/migrate.sql": "alter table items add column if not exists price integer default 7;",
}

const skip = skipWithout("PostgreSQL", postgresBinaries()) || skipWithout("Redis", redisProgram())

describe("databases and caches of environments", { skip }, () => {
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

  it("are seeded by a command, which is stopped when it takes too long, and then anew", async (t) => {
    const seed = (command: string) =>
      DEFINITION.replace("seed: { sql: db/seed.sql }", `seed: '${command}'`).replace("timeout: 1m", "timeout: 2s")
    const insert = 'psql --quiet "$DATABASE_URL" --file db/seed.sql'
    const project = RunRig.withFiles(t, { ...files, "slipway.yaml": seed(`${insert} && sleep 600`) })
    project.variables.POSTGRES_URL = postgres.adminUrl
    project.variables.ADMIN_REDIS_URL = redis.url
    const rig = await ServerRig.start(t, project)
    const late = await rig.pushed("main")
    assert.match(late, /seed of 'database': timed out after 2.0 s/)
    assert.equal((await rig.environment("uat")).deployed, null)

    project.commit({ "slipway.yaml": seed(insert) })
    const said = await rig.pushed("main")
    assert.match(said, /database: a schema of its own, seeded/)
    const found = await (await request(await rig.environment("uat"), "web")).json()
    const { DATABASE_URL: url } = found as { DATABASE_URL: string }
    assert.deepEqual(await postgres.query("select name from items", url), [{ name: "seeded" }], "only once")
    await rig.succeed("env", "destroy", "uat", "--force")
  })

  it("are made, seeded, migrated, told to services and tests, kept apart, and go with the environment", async (t) => {
    const inventory = async () => [...(await postgres.inventory()), ...(await redis.inventory())]
    const untouched = await inventory()
    const project = RunRig.withFiles(t, files)
    project.variables.POSTGRES_URL = postgres.adminUrl
    project.variables.ADMIN_REDIS_URL = redis.url
    const rig = await ServerRig.start(t, project)
    await rig.pushed("main")
    project.git("checkout", "--quiet", "-b", "feature/one")
    project.commit({ "web/content": "one" })
    const said = await rig.pushed("feature/one")
    assert.match(said, /database: a schema of its own, seeded/)
    assert.match(said, /database: migrated/)

    const variablesOf = async (environment: string) => {
      const answer: unknown = await (await request(await rig.environment(environment), "web")).json()
      assert(typeof answer === "object" && answer)
      return new Map(Object.entries(answer).map(([name, value]) => [name, String(value)]))
    }
    const urlOf = async (environment: string) => (await variablesOf(environment)).get("DATABASE_URL") ?? ""
    const { environment } = await rig.preview("feature/one")
    const own = await urlOf(environment)
    const rows = [
      { name: "seeded", price: 7 },
      { name: `seen in ${environment}`, price: 7 },
    ]
    assert.deepEqual(await postgres.query("select * from items", own), rows)
    assert.deepEqual(await postgres.query("select * from items", await urlOf("uat")), [{ name: "seeded", price: 7 }])

    const found = await variablesOf(environment)
    assert(!found.has("POSTGRES_URL") && !found.has("ADMIN_REDIS_URL"))
    assert.equal(found.get("CACHE_URL"), found.get("REDIS_URL"))
    const key = `${found.get("REDIS_PREFIX")}item`
    assert.equal(await redis.send(["SET", key, "1"], found.get("REDIS_URL")), "OK")
    await assert.rejects(redis.send(["SET", "item", "1"], found.get("REDIS_URL")), /NOPERM/)

    project.commit({ "db/migrate.sql": "alter table items rename price to cost;", "web/content": "two" })
    await rig.pushed("feature/one")
    const kept = await postgres.query("select name, cost from items where name = 'seeded'", await urlOf(environment))
    assert.deepEqual(kept, [{ name: "seeded", cost: 7 }])

    project.commit({ "db/migrate.sql": "alter table nothing add column price integer;", "web/content": "three" })
    const { stderr } = await rig.push("feature/one")
    assert.match(stderr, /migrate of 'database': exit status 3/)
    assert.match(stderr, /relation "nothing" does not exist/)
    assert.match(stderr, /what ran in .* before goes on serving/)

    await rig.pushed("--delete", "feature/one")
    await rig.succeed("env", "destroy", "uat", "--force")
    assert.deepEqual(await inventory(), untouched)
  })
})
