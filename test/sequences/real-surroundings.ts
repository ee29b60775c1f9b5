import { readdirSync } from "node:fs"
import { ProcessTarget } from "../../src/adapters/process/process-target.ts"
import { ok, type Result } from "../../src/core/shared/result.ts"
import type { Surroundings } from "./stand-ins.ts"

/** Real processes below a folder, and the servers that secrets name. */
export function realSurroundings(root: () => string): Surroundings {
  let target: IdleTarget | undefined
  return {
    target(serverId, folder) {
      target = new IdleTarget(serverId, folder)
      return target
    },
    resources: null,
    left: async () => [
      ...((await target?.findOwned()) ?? []).map(({ pid }) => `process ${pid}`),
      ...readdirSync(root()).map((name) => `folder ${name}`),
    ],
    close: () => target?.close(),
  }
}

/** Real processes that do nothing, and so are as healthy as they get. */
class IdleTarget extends ProcessTarget {
  constructor(serverId: string, root: string) {
    super({
      ...{ serverId, root, node: process.execPath, masker: "none", removalGrace: 1000 },
      unpack: async (_, folder) =>
        ok({ root: folder, entrypoint: ["/bin/sleep"], cmd: ["600"], workdir: "/", env: {} }),
    })
  }

  override async awaitHealthy(): Promise<Result<void>> {
    return ok(undefined)
  }
}
