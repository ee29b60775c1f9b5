import type pg from "pg"
import { escapeIdentifier } from "pg"

/**
 * Removes a role with all that belongs to it: its connections, its databases, and what it owns in this one. The role
 * goes last, so that whatever interrupts this is finished the next time.
 */
export async function removeRole(client: pg.Client, name: string): Promise<void> {
  const role = escapeIdentifier(name)
  await client.query(`alter role ${role} nologin`)
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [name])
  const { rows } = await client.query<{ name: string }>(
    "select quote_ident(datname) as name from pg_database join pg_roles on pg_roles.oid = datdba where rolname = $1",
    [name],
  )
  for (const database of rows) await client.query(`drop database if exists ${database.name} with (force)`)
  await client.query(`drop owned by ${role} cascade`)
  await client.query(`drop role ${role}`)
}
