import type { LocalJobCache } from "./adapters/job-cache/local-job-cache.ts"
import type { CliContext } from "./cli/cli-context.ts"
import type { JobCache } from "./ports/job-cache.ts"
import { type DataFolders, makeDataFolder } from "./server-data.ts"

export interface ServersCache {
  readonly context: CliContext
  readonly folders: DataFolders
  readonly server: string
  readonly local: LocalJobCache
  readonly warn: (line: string) => void
}

/** A server's cache besides the one here; loaded only where it is asked for. The token is found as other commands find it. */
export async function openServersCache({ context, folders, server, local, warn }: ServersCache): Promise<JobCache> {
  const [{ findServer }, { HttpJobCache }] = await Promise.all([
    import("./adapters/http-client/find-server.ts"),
    import("./adapters/job-cache/http-job-cache.ts"),
  ])
  // A first run that only restores makes no checkout, and so nobody else would have git ignore the folder.
  await makeDataFolder(folders)
  const location = await findServer(context.cwd, { ...context.env, SLIPWAY_SERVER: server })
  return new HttpJobCache({ ...location, local, warn })
}
