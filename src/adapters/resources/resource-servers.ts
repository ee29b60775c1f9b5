import type { ResourceServers } from "../../ports/resource-server.ts"

/** Loads what speaks to a server when it is first used. `key`: what passwords of environments come from. */
export function resourceServers(identity: { readonly server: string; readonly key: Buffer }): ResourceServers {
  return {
    id: identity.server,
    async open(kind, url) {
      if (kind === "redis") return new (await import("./redis-resources.ts")).RedisResources(url, identity)
      return new (await import("./postgres-resources.ts")).PostgresResources(url, identity)
    },
    async runSql(url, sql) {
      const { transaction, withPostgres } = await import("./postgres-client.ts")
      return withPostgres(url, (client) => transaction(client, async () => void (await client.query(sql))))
    },
  }
}
