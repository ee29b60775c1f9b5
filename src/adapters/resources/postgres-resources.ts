import type pg from "pg"
import { escapeIdentifier, escapeLiteral } from "pg"
import {
  parseResourceLabel,
  type ResourceOwner,
  resourceLabel,
  resourceName,
  tablePrefix,
} from "../../core/environment/resource-name.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Isolation, ProvidedResource, ResourceServer } from "../../ports/resource-server.ts"
import { derivedPassword } from "./derived-password.ts"
import { transaction, withPostgres } from "./postgres-client.ts"
import { removeRole } from "./postgres-removal.ts"
import { urlFor } from "./postgres-url.ts"

interface Wanted {
  readonly owner: ResourceOwner
  /** Of its role, and of its schema or database. */
  readonly name: string
  readonly password: string
  readonly isolate: Isolation
}

/**
 * Parts of a shared PostgreSQL (14 or later). Each owner has a role with a comment that says whose it is, and whatever
 * belongs to the role belongs to the owner: a schema, a database, or tables in the schema that the URL's user finds
 * first. So that what is made half-way is found again, the role comes first and goes last.
 */
export class PostgresResources implements ResourceServer {
  readonly #url: string
  readonly #server: string
  readonly #key: Buffer

  constructor(url: string, { server, key }: { readonly server: string; readonly key: Buffer }) {
    this.#url = url
    this.#server = server
    this.#key = key
  }

  async provide(
    owner: ResourceOwner,
    { isolate, mustExist }: { readonly isolate: Isolation; readonly mustExist: boolean },
  ): Promise<Result<ProvidedResource>> {
    const name = resourceName(owner)
    const password = derivedPassword(this.#key, owner)
    const wanted = { owner, name, password, isolate }
    const made = await withPostgres(this.#url, async (client): Promise<Result<boolean>> => {
      const comment = await commentOn(client, name)
      if (comment !== undefined && comment !== resourceLabel(owner)) {
        return fail("resource-unavailable", `PostgreSQL has a role '${name}' that is not Slipway's`, {
          hint: "rename the role, or let the target name another server",
        })
      }
      const existed = comment !== undefined && (await hasPlace(client, name, isolate))
      if (!existed && mustExist) {
        return fail("resource-unavailable", `the ${isolate} ${name} of '${owner.environment}' is gone`, {
          hint: `restore it, or begin anew without its data: slipway env destroy ${owner.environment} --force`,
        })
      }
      await make(client, wanted)
      return ok(!existed)
    })
    if (!made.ok) return made
    if (!made.value.ok) return made.value
    const database = isolate === "database" ? { database: name } : {}
    const prefix = isolate === "prefix" ? tablePrefix(owner) : null
    const url = urlFor(this.#url, { user: name, password, ...database })
    return ok({ place: { kind: "postgres", url, password, prefix }, isNew: made.value.value })
  }

  remove(owner: ResourceOwner): Promise<Result<void>> {
    return withPostgres(this.#url, async (client) => {
      const name = resourceName(owner)
      if ((await commentOn(client, name)) === resourceLabel(owner)) await removeRole(client, name)
    })
  }

  findOwners(): Promise<Result<readonly ResourceOwner[]>> {
    return withPostgres(this.#url, async (client) => {
      const { rows } = await client.query<{ comment: string }>(
        "select shobj_description(oid, 'pg_authid') as comment from pg_roles where shobj_description(oid, 'pg_authid') like 'slipway/%'",
      )
      return rows.flatMap(({ comment }) => parseResourceLabel(this.#server, comment) ?? [])
    })
  }
}

/** The comment of a role: empty where it has none, undefined where there is no such role. */
async function commentOn(client: pg.Client, role: string): Promise<string | undefined> {
  const { rows } = await client.query<{ comment: string | null }>(
    "select shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = $1",
    [role],
  )
  return rows[0] && (rows[0].comment ?? "")
}

/** Whether the schema or database is there; tables with a prefix need no more than the role. */
async function hasPlace(client: pg.Client, name: string, isolate: Isolation): Promise<boolean> {
  if (isolate === "prefix") return true
  const catalog = isolate === "schema" ? "pg_namespace where nspname" : "pg_database where datname"
  return (await client.query(`select from ${catalog} = $1`, [name])).rowCount === 1
}

async function make(client: pg.Client, { owner, name, password, isolate }: Wanted): Promise<void> {
  const role = escapeIdentifier(name)
  const existed = (await commentOn(client, name)) !== undefined
  const attributes = `login nosuperuser nocreatedb nocreaterole noreplication password ${escapeLiteral(password)}`
  await transaction(client, async () => {
    if (!existed) {
      await client.query(`create role ${role} ${attributes}`)
      await client.query(`comment on role ${role} is ${escapeLiteral(resourceLabel(owner))}`)
      // What the role owns can be given to it, and dropped, only by its members.
      await client.query(`grant ${role} to current_user`)
    } else {
      await client.query(`alter role ${role} login password ${escapeLiteral(password)}`)
    }
    if (isolate === "schema") {
      await client.query(`create schema if not exists ${role} authorization ${role}`)
      await client.query(`alter role ${role} in database ${await currentDatabase(client)} set search_path = ${role}`)
    }
    if (isolate === "prefix") {
      const { rows } = await client.query<{ schema: string }>("select quote_ident(current_schema()) as schema")
      await client.query(`grant usage, create on schema ${rows[0]?.schema} to ${role}`)
    }
  })
  if (isolate !== "database") return
  // Outside of any transaction, as PostgreSQL wants it.
  if (!(await hasPlace(client, name, "database"))) await client.query(`create database ${role} owner ${role}`)
  await client.query(`revoke all on database ${role} from public`)
}

async function currentDatabase(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>("select quote_ident(current_database()) as name")
  return rows[0]?.name ?? ""
}
