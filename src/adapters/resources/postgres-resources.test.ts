import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { skipWithout } from "../../../test/support/component.ts"
import { postgresBinaries } from "../../../test/support/postgres.ts"
import { type SharedPostgres, startSharedPostgres } from "../../../test/support/shared-postgres.ts"
import type { Isolation } from "../../ports/resource-server.ts"
import { PostgresResources } from "./postgres-resources.ts"

const identity = { server: "server-1", key: Buffer.alloc(32, 1) }
const one = { server: "server-1", environment: "shop-one", resource: "database" }
const two = { server: "server-1", environment: "shop-two", resource: "database" }

describe("parts of a shared PostgreSQL", { skip: skipWithout("PostgreSQL", postgresBinaries()) }, () => {
  let postgres: SharedPostgres
  let server: PostgresResources
  before(async () => {
    postgres = await startSharedPostgres()
    server = new PostgresResources(postgres.adminUrl, identity)
  })
  after(() => postgres.stop())

  const provide = async (owner: typeof one, isolate: Isolation) => {
    const { place, isNew } = valueFrom(await server.provide(owner, { isolate, mustExist: false }))
    return { url: place.url, prefix: place.prefix ?? "", isNew }
  }

  for (const isolate of ["schema", "prefix", "database"] as const) {
    it(`isolate: ${isolate} keeps them apart, and removes one with all that it holds, and nothing else`, async () => {
      const untouched = await postgres.inventory()
      const first = await provide(one, isolate)
      const second = await provide(two, isolate)
      for (const { url, prefix } of [first, second]) {
        await postgres.query(`create table ${prefix}items (id serial primary key, name text)`, url)
        await postgres.query(`insert into ${prefix}items (name) values ('mine')`, url)
        await postgres.query(`create view ${prefix}names as select name from ${prefix}items`, url)
      }
      assert.deepEqual(await provide(one, isolate), { ...first, isNew: false })

      const [found] = await postgres.query(
        `select schemaname || '.' || tablename as name from pg_tables where tablename = '${second.prefix}items' and tableowner = current_user`,
        second.url,
      )
      const name = String(found?.name)
      const user = new URL(second.url).searchParams.get("user")
      const onTables = [
        `select * from ${name}`,
        `drop table ${name} cascade`,
        `alter table ${name} owner to current_user`,
        `truncate ${name}`,
      ]
      const onRoles = [
        `set role "${user}"`,
        `drop owned by "${user}"`,
        `alter role "${user}" password 'mine'`,
        "create role mine",
        "create database mine",
        "select * from pg_authid",
      ]
      const planting = [`create table ${name.replace(/\..*/, ".planted")} (id integer)`, "create schema mine"]
      // In a database of its own, the name is that of its own table, and schemas may be made.
      const attempts = isolate === "database" ? onRoles : [...onTables, ...onRoles]
      for (const attempt of isolate === "schema" ? [...attempts, ...planting] : attempts) {
        await assert.rejects(postgres.query(attempt, first.url), /permission denied|must be (owner|member)/, attempt)
      }
      if (isolate === "database") {
        const elsewhere = new URL(first.url)
        elsewhere.pathname = new URL(second.url).pathname
        await assert.rejects(postgres.query("select 1", elsewhere.href), /permission denied for database/)
      }
      await assert.rejects(
        postgres.query("select 1", first.url.replace(/password=[^&]+/, "password=guessed")),
        /password/,
      )

      valueFrom(await server.remove(one))
      valueFrom(await server.remove(one))
      await assert.rejects(postgres.query("select 1", first.url))
      assert.deepEqual(await postgres.query(`select name from ${second.prefix}names`, second.url), [{ name: "mine" }])
      assert.deepEqual(await server.findOwners(), { ok: true, value: [two] })
      valueFrom(await server.remove(two))
      assert.deepEqual(await postgres.inventory(), untouched)
    })
  }

  it("one is removed while somebody works in it", async () => {
    const { url } = await provide(one, "database")
    const busy = postgres.query("select pg_sleep(60)", url)
    const ended = assert.rejects(busy)
    await postgres.query("create table items (id integer)", url)
    valueFrom(await server.remove(one))
    await ended
  })

  it("what a crash left half-made is completed, and found to be removed", async () => {
    const untouched = await postgres.inventory()
    const { url } = await provide(one, "schema")
    await postgres.query(`drop schema ${new URL(url).searchParams.get("user")} cascade`)
    assert.deepEqual(await server.findOwners(), { ok: true, value: [one] })
    assert.equal((await provide(one, "schema")).isNew, true)
    await postgres.query("create table items (id integer)", url)
    valueFrom(await server.remove(one))
    assert.deepEqual(await postgres.inventory(), untouched)
  })

  it("data that must be there and is not, is not made anew", async () => {
    const gone = await server.provide(one, { isolate: "schema", mustExist: true })
    assert.match(failureFrom(gone, "resource-unavailable").message, /of 'shop-one' is gone/)
  })

  it("roles of others are left alone, whatever they are called", async () => {
    const other = new PostgresResources(postgres.adminUrl, { server: "server-2", key: identity.key })
    const foreign = { ...one, server: "server-2" }
    valueFrom(await other.provide(foreign, { isolate: "schema", mustExist: false }))
    assert.deepEqual(await server.findOwners(), { ok: true, value: [] })
    const { url } = await provide(one, "schema")
    const name = new URL(url).searchParams.get("user")
    valueFrom(await server.remove(one))
    await postgres.query(`create role ${name}`)
    failureFrom(await server.provide(one, { isolate: "schema", mustExist: false }), "resource-unavailable")
    valueFrom(await server.remove(one))
    assert((await postgres.inventory()).includes(`role ${name}`))
    await postgres.query(`drop role ${name}`)
    valueFrom(await other.remove(foreign))
  })

  it("a server that does not answer is said to", async () => {
    const nowhere = new PostgresResources("postgresql://nobody@127.0.0.1:1/shop", identity)
    const refused = await nowhere.findOwners()
    assert.match(failureFrom(refused, "resource-unavailable").message, /ECONNREFUSED/)
  })
})
