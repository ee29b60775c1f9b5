import { randomBytes, randomUUID } from "node:crypto"
import { availableParallelism, userInfo } from "node:os"
import { join } from "node:path"
import { createCheckoutArtifacts } from "./adapters/artifacts/checkout-artifacts.ts"
import { withContainerFacts } from "./adapters/docker/container-job-facts.ts"
import { DockerContainers } from "./adapters/docker/docker-containers.ts"
import { writeText } from "./adapters/files/write-text.ts"
import { openRepository } from "./adapters/git/open-repository.ts"
import { workTreeOf } from "./adapters/git/work-tree-of.ts"
import { LocalJobCache } from "./adapters/job-cache/local-job-cache.ts"
import { builderFacts } from "./adapters/node-image/builder-facts.ts"
import { createNodeImageBuilder } from "./adapters/node-image/node-image-builder.ts"
import { OciLayout } from "./adapters/oci/oci-layout.ts"
import { jobEnvironment } from "./adapters/process/job-environment.ts"
import { createLocalJobFacts } from "./adapters/process/local-job-facts.ts"
import { ProcessExecutor } from "./adapters/process/process-executor.ts"
import { stopLeftover } from "./adapters/process/stop-leftover.ts"
import { LocalSetupStore } from "./adapters/setups/local-setup-store.ts"
import { openKeyFileSigner } from "./adapters/signing/key-file-signer.ts"
import { LocalRunFolders } from "./adapters/work-folders/local-run-folders.ts"
import type { CliContext } from "./cli/cli-context.ts"
import type { RunHost, RunTools } from "./cli/run-host.ts"
import { networkVariables } from "./core/run/network-variables.ts"
import { ok, type Result } from "./core/shared/result.ts"
import { CACHE_LIMIT, dataFoldersOf } from "./server-data.ts"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/** `slipway run` on this machine: this process, this user's key, the repository's own `.slipway` folder. */
export function composeRun(): RunHost {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
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

async function openTools({ cwd, env, stderr }: CliContext): Promise<Result<RunTools>> {
  const repository = await openRepository(cwd)
  if (!repository.ok) return repository
  const root = await workTreeOf(cwd)
  if (!root.ok) return root
  const folders = dataFoldersOf(root.value)
  const signer = await openKeyFileSigner(join(configFolder(env), "keys"), `laptop:${personName()}`)
  if (!signer.ok) return signer
  const registry = new OciLayout(folders.images)
  const environment = jobEnvironment(env, folders.work)
  const containers = new DockerContainers(env)
  const localFacts = createLocalJobFacts({ environment, imageFacts: () => builderFacts(env) })
  const log = (line: string) => void stderr.write(`slipway: ${line}\n`)
  return ok({
    repository: repository.value,
    workFolders: new LocalRunFolders(folders.work, (owner) => containers.removeOwned(owner)),
    executor: new ProcessExecutor(),
    containers,
    imageBuilder: createNodeImageBuilder({ registry, cacheFolder: folders.imageCache, environment: env }),
    artifacts: createCheckoutArtifacts(),
    setups: new LocalSetupStore(join(folders.root, "cache", "setups")),
    registry,
    openCache: (warn) =>
      new LocalJobCache({ folder: join(folders.root, "cache", "jobs"), limit: CACHE_LIMIT, now: Date.now, warn }),
    evidence: { registry, signer: signer.value },
    environment,
    secrets: (name) => env[name],
    setupEnvironment: networkVariables(env),
    jobFacts: withContainerFacts(localFacts, containers, log),
    kill: (leftover) => stopLeftover(leftover, 0),
  })
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
