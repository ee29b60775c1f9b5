import pg from "pg"
import { postgresBinaries, startPostgres, type TestPostgres } from "./postgres.ts"

/** A PostgreSQL where everybody needs a password, and a user who may make roles and databases but is no superuser. */
export interface SharedPostgres {
  /** Of that user, in a database of its own. */
  readonly adminUrl: string
  /** Of the same user, in a further database. */
  create(database: string): Promise<string>
  /** Rows of a query as this user of `url`; by default the superuser. */
  query(sql: string, url?: string): Promise<readonly Record<string, unknown>[]>
  /** Names of all roles, schemas and databases that the system did not make. */
  inventory(): Promise<readonly string[]>
  stop(): Promise<void>
}

const INVENTORY = `
  select 'role ' || rolname as name from pg_roles where rolname !~ '^pg_'
  union all select 'schema ' || nspname from pg_namespace where nspname !~ '^(pg_|information_schema)'
  union all select 'database ' || datname from pg_database
  union all select 'table ' || schemaname || '.' || tablename from pg_tables where schemaname !~ '^(pg_|information_schema)'
  order by name`

export async function startSharedPostgres(): Promise<SharedPostgres> {
  const cluster = await startPostgres(postgresBinaries() ?? "", { passwords: true })
  const database = cluster.urlOf("shop")
  await run(cluster.urlOf("postgres"), "create role slipway_admin createrole createdb login password 'a secret'")
  const create = async (name: string) => {
    await run(cluster.urlOf("postgres"), `create database ${pg.escapeIdentifier(name)} owner slipway_admin`)
    await run(cluster.urlOf(name), "alter schema public owner to slipway_admin")
    return adminUrlOf(cluster, name)
  }
  return {
    adminUrl: await create("shop"),
    create,
    query: (sql, url = database) => run(url, sql),
    inventory: async () => (await run(database, INVENTORY)).map(({ name }) => String(name)),
    stop: () => cluster.stop(),
  }
}

function adminUrlOf({ folder }: TestPostgres, database: string): string {
  return `postgresql:///${database}?${new URLSearchParams({ host: folder, user: "slipway_admin", password: "a secret" })}`
}

async function run(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
