import { keyPrefix, type ResourceOwner, resourceName } from "../../core/environment/resource-name.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Isolation, ProvidedResource, ResourceServer } from "../../ports/resource-server.ts"
import { derivedPassword } from "./derived-password.ts"
import { RedisClaims } from "./redis-claims.ts"
import { type Send, withRedis } from "./redis-client.ts"

/** What a Redis has that nobody has told otherwise. */
const USUAL_DATABASES = 16
const BATCH = "1000"

/**
 * Parts of a shared Redis (6 or later): keys with a prefix, which only their owner's user can read and write, or a
 * database. Users do not outlive a restart of every Redis, so they are made again whenever something is started.
 */
export class RedisResources implements ResourceServer {
  readonly #url: string
  readonly #identity: { readonly server: string; readonly key: Buffer }

  constructor(url: string, identity: { readonly server: string; readonly key: Buffer }) {
    this.#url = url
    this.#identity = identity
  }

  async provide(owner: ResourceOwner, { isolate }: { readonly isolate: Isolation }): Promise<Result<ProvidedResource>> {
    const provided = await withRedis(this.#url, async (send): Promise<Result<ProvidedResource>> => {
      const claims = new RedisClaims(send, this.#identity)
      const claimed = await claim(send, claims, { owner, isDatabase: isolate === "database" })
      if (!claimed) {
        return fail("resource-unavailable", "every database of the Redis is taken", {
          hint: "give it more with its setting `databases`, or use `isolate: prefix`",
        })
      }
      const [kind, value = ""] = claimed.field.split("/")
      const database = kind === "database" ? value : databaseOf(this.#url)
      const prefix = kind === "database" ? null : value
      const password = derivedPassword(this.#identity.key, owner)
      const name = resourceName(owner)
      await send("ACL", "SETUSER", name, ...rulesOf({ password, prefix, database }))
      const url = new URL(this.#url)
      url.username = name
      url.password = password
      url.pathname = `/${database}`
      return ok({ place: { kind: "redis", url: url.href, password, prefix }, isNew: claimed.isNew })
    })
    return provided.ok ? provided.value : provided
  }

  remove(owner: ResourceOwner): Promise<Result<void>> {
    return withRedis(this.#url, async (send) => {
      const claims = new RedisClaims(send, this.#identity)
      // Also ends its connections: nothing writes any more.
      await send("ACL", "DELUSER", resourceName(owner))
      for (const { field } of await claims.of(owner)) {
        const [kind, value = ""] = field.split("/")
        await send("SELECT", kind === "database" ? value : databaseOf(this.#url))
        if (kind === "database") await send("FLUSHDB")
        else await removeKeys(send, value)
        await claims.release(field)
      }
    })
  }

  findOwners(): Promise<Result<readonly ResourceOwner[]>> {
    return withRedis(this.#url, async (send) => {
      const claims = await new RedisClaims(send, this.#identity).all()
      return claims.map(({ owner }) => owner)
    })
  }
}

/** What the owner has already, or is given now. A database is only given while it is empty. */
async function claim(
  send: Send,
  claims: RedisClaims,
  { owner, isDatabase }: { readonly owner: ResourceOwner; readonly isDatabase: boolean },
): Promise<{ readonly field: string; readonly isNew: boolean } | undefined> {
  const [known] = (await claims.of(owner)).filter(({ field }) => field.startsWith("database/") === isDatabase)
  if (known) return { field: known.field, isNew: false }
  if (!isDatabase) {
    const field = `prefix/${keyPrefix(owner)}`
    await claims.take(owner, field)
    return { field, isNew: true }
  }
  // Not the first one: that is where whoever says nothing is, and the claims.
  for (let database = 1; database < (await databasesOf(send)); database++) {
    const field = `database/${database}`
    if (!(await claims.take(owner, field))) continue
    await send("SELECT", String(database))
    if ((await send("DBSIZE")) === 0) return { field, isNew: true }
    await claims.release(field)
  }
  return undefined
}

/** `-@dangerous` keeps it from seeing all keys' names by KEYS, and from emptying what is not its own. */
function rulesOf({
  password,
  prefix,
  database,
}: {
  readonly password: string
  readonly prefix: string | null
  readonly database: string
}): readonly string[] {
  const pattern = prefix === null ? "*" : `${prefix}*`
  const commands = ["+@all", "-@admin", "-@dangerous", "+info", "-move", "-copy", "-select", `+select|${database}`]
  const own = prefix === null ? ["+flushdb", "+keys"] : []
  return ["reset", "on", `>${password}`, `~${pattern}`, `&${pattern}`, ...commands, ...own]
}

async function databasesOf(send: Send): Promise<number> {
  const answer = await send("CONFIG", "GET", "databases").catch(() => [])
  const number = Array.isArray(answer) ? Number(answer[1]) : Number.NaN
  return Number.isInteger(number) ? number : USUAL_DATABASES
}

async function removeKeys(send: Send, prefix: string): Promise<void> {
  let cursor = "0"
  do {
    const answer = await send("SCAN", cursor, "MATCH", `${prefix}*`, "COUNT", BATCH)
    const [next, keys] = Array.isArray(answer) ? answer : ["0", []]
    if (Array.isArray(keys) && keys.length > 0) await send("UNLINK", ...keys.map(String))
    cursor = String(next)
  } while (cursor !== "0")
}

function databaseOf(url: string): string {
  return /^\/(\d+)$/.exec(new URL(url).pathname)?.[1] ?? "0"
}
