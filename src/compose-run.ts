import { randomBytes, randomUUID } from "node:crypto"
import { availableParallelism, userInfo } from "node:os"
import { join } from "node:path"
import { createCheckoutArtifacts } from "./adapters/artifacts/checkout-artifacts.ts"
import { createScanFolders } from "./adapters/artifacts/scans/scan-folders.ts"
import { writeText } from "./adapters/files/write-text.ts"
import type { LocalJobCache } from "./adapters/job-cache/local-job-cache.ts"
import { layOutImage } from "./adapters/oci/lay-out-image.ts"
import { ProcessExecutor } from "./adapters/process/process-executor.ts"
import { stopLeftover } from "./adapters/process/stop-leftover.ts"
import { LocalSetupStore } from "./adapters/setups/local-setup-store.ts"
import { openKeyFileSigner } from "./adapters/signing/key-file-signer.ts"
import { LocalRunFolders } from "./adapters/work-folders/local-run-folders.ts"
import type { CliContext } from "./cli/cli-context.ts"
import type { RunHost, RunTools } from "./cli/run-host.ts"
import { composeImageBuilder } from "./compose-image-builder.ts"
import { openLocal } from "./compose-local.ts"
import { networkVariables } from "./core/run/network-variables.ts"
import { ok, type Result } from "./core/shared/result.ts"
import type { JobCache } from "./ports/job-cache.ts"
import { type DataFolders, makeDataFolder } from "./server-data.ts"
import { spawnerFile } from "./spawner-file.ts"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/** `slipway run` on this machine: this process, this user's key, the repository's own `.slipway` folder. */
export function composeRun(): RunHost {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    isErrorTerminal: process.stderr.isTTY === true,
    clock: { now: () => Date.now() },
    size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
    processors: availableParallelism(),
    newRunId: () => `urn:uuid:${randomUUID()}`,
    newToken: () => randomBytes(16).toString("hex"),
    writeText,
    onInterrupt: (listener) => {
      for (const signal of SIGNALS) process.on(signal, listener)
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener)
      }
    },
    open: openTools,
  }
}

async function openTools(context: CliContext): Promise<Result<RunTools>> {
  const { env } = context
  const local = await openLocal(context)
  if (!local.ok) return local
  const { folders, caches, registry, containers, openCache } = local.value
  const signer = await openKeyFileSigner(join(configFolder(env), "keys"), `laptop:${personName()}`)
  if (!signer.ok) return signer
  const workFolders = new LocalRunFolders(folders.work, folders.checkouts, (owner) => containers.removeOwned(owner))
  return ok({
    ...local.value,
    workFolders,
    openCache: async (warn, server) =>
      server === null ? openCache(warn) : openServersCache({ context, folders, server, local: openCache(warn), warn }),
    executor: new ProcessExecutor({ spawner: spawnerFile() }),
    imageBuilder: composeImageBuilder(
      { registry, containers, cacheFolder: folders.imageCache, environment: env },
      folders.images,
    ),
    artifacts: createCheckoutArtifacts(),
    scans: createScanFolders({ registry, workFolders, layOut: (...image) => layOutImage(registry, ...image) }),
    setups: new LocalSetupStore(caches.setups),
    evidence: { registry, signer: signer.value },
    secrets: (name) => env[name],
    setupEnvironment: networkVariables(env),
    kill: (leftover) => stopLeftover(leftover, 0),
  })
}

interface ServersCache {
  readonly context: CliContext
  readonly folders: DataFolders
  readonly server: string
  readonly local: LocalJobCache
  readonly warn: (line: string) => void
}

/** Loaded only where it is asked for. The token is found as other commands find it. */
async function openServersCache({ context, folders, server, local, warn }: ServersCache): Promise<JobCache> {
  const [{ findServer }, { HttpJobCache }] = await Promise.all([
    import("./adapters/http-client/find-server.ts"),
    import("./adapters/job-cache/http-job-cache.ts"),
  ])
  // A first run that only restores makes no checkout, and so nobody else would have git ignore the folder.
  await makeDataFolder(folders)
  const location = await findServer(context.cwd, { ...context.env, SLIPWAY_SERVER: server })
  return new HttpJobCache({ ...location, local, warn })
}

/** Where this user's configuration is (XDG Base Directory Specification). */
function configFolder(env: CliContext["env"]): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || userInfo().homedir, ".config"), "slipway")
}

/** As a signer may be called: lower case, no blanks. */
function personName(): string {
  return userInfo()
    .username.toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, "-")
}
