import { jobCacheContract } from "../../../test/contracts/job-cache-contract.ts"
import { cacheServer } from "../../../test/support/cache-server.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { laptop } from "./testing/http-cache-rig.ts"

jobCacheContract("job cache of a server, each time from a machine that knows nothing", async () => {
  const server = await cacheServer()
  const warnings: string[] = []
  const machines = await temporaryFolder()
  const options = { url: server.url, token: await server.token("me"), folder: machines.path, warnings }
  let cache = await laptop(options)
  return {
    cache,
    reopen: async () => {
      await cache.close()
      cache = await laptop(options)
      return cache
    },
    warnings,
    folder: server.folder,
    [Symbol.asyncDispose]: async () => {
      await cache.close()
      await server[Symbol.asyncDispose]()
      await machines[Symbol.asyncDispose]()
    },
  }
})
