import { randomBytes } from "node:crypto"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { createCheckoutArtifacts } from "./adapters/artifacts/checkout-artifacts.ts"
import { createScanFolders } from "./adapters/artifacts/scans/scan-folders.ts"
import { withContainerFacts } from "./adapters/docker/container-job-facts.ts"
import { DockerContainers } from "./adapters/docker/docker-containers.ts"
import { LocalJobCache } from "./adapters/job-cache/local-job-cache.ts"
import { SharedResultsFolder } from "./adapters/job-cache/shared-results-folder.ts"
import { builderFacts } from "./adapters/node-image/builder-facts.ts"
import { layOutImage } from "./adapters/oci/lay-out-image.ts"
import { OciLayout } from "./adapters/oci/oci-layout.ts"
import { unpackImage } from "./adapters/oci/unpack-image.ts"
import { publisherOpener } from "./adapters/oci-registry/open-publisher.ts"
import { jobEnvironment } from "./adapters/process/job-environment.ts"
import { createLocalJobFacts } from "./adapters/process/local-job-facts.ts"
import { ProcessExecutor } from "./adapters/process/process-executor.ts"
import { ProcessTarget } from "./adapters/process/process-target.ts"
import type { HttpRouter } from "./adapters/proxy/http-router.ts"
import { resourceServers } from "./adapters/resources/resource-servers.ts"
import { SecretFolder } from "./adapters/secrets/secret-folder.ts"
import { LocalSetupStore } from "./adapters/setups/local-setup-store.ts"
import { openKeyFileSigner } from "./adapters/signing/key-file-signer.ts"
import { SignerFolder } from "./adapters/signing/signer-folder.ts"
import { LocalRunFolders } from "./adapters/work-folders/local-run-folders.ts"
import { ledgeredCache } from "./app/server/ledgered-cache.ts"
import { ProgressBoard } from "./app/server/progress-board.ts"
import { RunNotices } from "./app/server/run-notices.ts"
import type { ServerPorts } from "./app/server/server-ports.ts"
import type { CliContext } from "./cli/cli-context.ts"
import type { ServerOptions } from "./cli/server-host.ts"
import { composeImageBuilder } from "./compose-image-builder.ts"
import { configFolder } from "./config-folder.ts"
import { networkVariables } from "./core/run/network-variables.ts"
import { ok, type Result } from "./core/shared/result.ts"
import { maskerFile } from "./masker-file.ts"
import type { Clock } from "./ports/clock.ts"
import type { Repository } from "./ports/repository.ts"
import type { Store } from "./ports/store/store.ts"
import { CACHE_LIMIT, type DataFolders } from "./server-data.ts"
import { spawnerFile } from "./spawner-file.ts"

/** Runs at a time: with jobs in parallel inside each, more would only make all of them late. */
const RUNS = 2
const DRAIN_GRACE = 10_000
const STOP_GRACE = 5000

interface ServerParts {
  readonly context: CliContext
  readonly folders: DataFolders
  readonly options: ServerOptions
  readonly id: string
  readonly project: string
  readonly store: Store
  readonly repository: Repository
  readonly router: HttpRouter
  readonly clock: Clock
}

/** The embedded adapters behind the server's ports. */
export async function composeServerPorts(parts: ServerParts): Promise<Result<ServerPorts>> {
  const { context, folders, options, id, project, store, repository, router, clock } = parts
  const signer = await openKeyFileSigner(folders.keys, "server")
  if (!signer.ok) return signer
  const knownSigners = new SignerFolder(folders.signers)
  await knownSigners.add(signer.value)
  const resourceKey = await store.settings.setIfAbsent("resource-key", randomBytes(32).toString("hex"))
  const environment = jobEnvironment(context.env, folders.work)
  const warn = (line: string) => void context.stderr.write(`slipway: ${line}\n`)
  const registry = new OciLayout(folders.images)
  const containers = new DockerContainers(context.env, registry)
  const localFacts = createLocalJobFacts({ environment, imageFacts: () => builderFacts(context.env) })
  const cacheOptions = { limit: CACHE_LIMIT, now: Date.now, warn }
  const ownResults = new LocalJobCache({ folder: folders.jobCache, ...cacheOptions })
  const workFolders = new LocalRunFolders(folders.work, folders.checkouts, (owner) => containers.removeOwned(owner))
  return ok({
    store,
    repository,
    registry,
    images: registry,
    openPublisher: publisherOpener(registry, context.env),
    signer: signer.value,
    knownSigners,
    target: new ProcessTarget({
      root: folders.environments,
      serverId: id,
      unpack: (image, folder) => unpackImage(registry, image, folder),
      node: process.execPath,
      masker: maskerFile(),
    }),
    router,
    resourceServers: resourceServers({ server: id, key: Buffer.from(resourceKey, "hex") }),
    secrets: (name) => context.env[name],
    environmentSecrets: new SecretFolder(join(configFolder(context.env), "secrets", id), context.env),
    executor: new ProcessExecutor({ spawner: spawnerFile() }),
    containers,
    artifacts: createCheckoutArtifacts(),
    scans: createScanFolders({ registry, workFolders, layOut: (...image) => layOutImage(registry, ...image) }),
    cache: ledgeredCache(ownResults, { ledger: store.ledger, registry, knownSigners }),
    ownResults,
    sharedResults: new SharedResultsFolder({ folder: folders.sharedJobCache, ...cacheOptions }),
    jobFacts: withContainerFacts(localFacts, containers, warn),
    imageBuilder: composeImageBuilder(
      { registry, containers, cacheFolder: folders.imageCache, environment: context.env },
      folders.images,
    ),
    setups: new LocalSetupStore(folders.setupCache),
    workFolders,
    clock,
    progress: new ProgressBoard(),
    runNotices: new RunNotices(),
    settings: {
      project,
      jobs: options.jobs ?? availableParallelism(),
      runs: RUNS,
      jobEnvironment: environment,
      setupEnvironment: networkVariables(context.env),
      routerPort: router.port,
      stablePorts: options.stablePorts,
      healthTimeout: options.healthTimeout,
      drainGrace: DRAIN_GRACE,
      stopGrace: STOP_GRACE,
      prune: options.prune,
    },
  })
}
