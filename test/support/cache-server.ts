import { execFileSync } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { getRequestListener } from "@hono/node-server"
import { openRepository } from "../../src/adapters/git/open-repository.ts"
import { LocalJobCache } from "../../src/adapters/job-cache/local-job-cache.ts"
import { SharedResultsFolder } from "../../src/adapters/job-cache/shared-results-folder.ts"
import { openSqliteStore } from "../../src/adapters/sqlite/open-sqlite-store.ts"
import { createToken } from "../../src/app/server/tokens.ts"
import { newApi } from "../../src/server/api/api-context.ts"
import { cacheRoutes } from "../../src/server/api/cache-routes.ts"
import { tokenCheck } from "../../src/server/api/token-check.ts"
import { valueFrom } from "./assert-result.ts"
import { writeTree } from "./file-tree.ts"
import { temporaryFolder } from "./temporary-folder.ts"

export interface CacheServer extends AsyncDisposable {
  readonly url: string
  /** What the server's own runs have kept. */
  readonly own: LocalJobCache
  /** For whatever a test needs. */
  readonly folder: string
  token(person: string): Promise<string>
  /** Breaks all connections and answers no more. */
  end(): Promise<void>
}

/** The routes of a server's cache behind HTTP, with real tokens, stores and rules; `rules` is the protected slipway.yaml. */
export async function cacheServer(rules = "version: 1\nproject: demo\n"): Promise<CacheServer> {
  const base = await temporaryFolder()
  const [git, folder] = [join(base.path, "git"), join(base.path, "folder")]
  writeTree(git, { "slipway.yaml": rules })
  await mkdir(folder)
  const person = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
  for (const args of [
    ["init", "--quiet"],
    ["add", "."],
    [...person, "commit", "--quiet", "--message=rules"],
  ]) {
    execFileSync("git", args, { cwd: git })
  }
  const store = valueFrom(await openSqliteStore(join(base.path, "store.db")))
  const options = { limit: 1e9, now: Date.now, warn: (line: string) => assertNever(line) }
  const own = new LocalJobCache({ ...options, folder: join(base.path, "own") })
  const sharedResults = new SharedResultsFolder({ ...options, folder: join(base.path, "shared") })
  const repository = valueFrom(await openRepository(git))
  const signer = { name: "server", keyId: "", sign: async () => new Uint8Array() }
  const ports = { repository, signer, cache: own, ownResults: own, sharedResults }
  const api = newApi()
  api.use(tokenCheck({ ports: { store, clock: { now: Date.now } }, sessionKey: Buffer.alloc(32) }))
  api.route("/api/v1", cacheRoutes({ ports }))
  const server = createServer(getRequestListener(api.fetch))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const end = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    ...{ own, folder, end },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: async (name) => valueFrom(await createToken({ store, clock: { now: Date.now } }, name)),
    [Symbol.asyncDispose]: async () => {
      await end()
      await own.close()
      await sharedResults.close()
      await store.close()
      await base[Symbol.asyncDispose]()
    },
  }
}

function assertNever(line: string): never {
  throw new Error(`the server's cache complains: ${line}`)
}
