import type { Kysely } from "kysely"
import type { Schema } from "./schema.ts"

/**
 * Whether a fence is the newest of its environment, existing or gone. To be asked in the transaction of the write it
 * guards, under the exclusive lock.
 */
export async function holdsFence(db: Kysely<Schema>, environment: string, fence: number): Promise<boolean> {
  const query = db.selectFrom("environmentFence").select("fence").where("environment", "=", environment)
  return (await query.executeTakeFirst())?.fence === fence
}

/** {@link holdsFence} of an environment that exists. */
export async function holdsFenceOfExisting(db: Kysely<Schema>, environment: string, fence: number): Promise<boolean> {
  const exists = await db.selectFrom("environment").select("name").where("name", "=", environment).executeTakeFirst()
  return exists !== undefined && holdsFence(db, environment, fence)
}
