import type { Clock } from "../../ports/clock.ts"
import type { Containers } from "../../ports/containers.ts"
import type { EnvironmentSecrets } from "../../ports/environment-secrets.ts"
import type { Executor } from "../../ports/executor.ts"
import type { ImageBuilder } from "../../ports/image-builder.ts"
import type { ImageFolder } from "../../ports/image-folder.ts"
import type { OpenPublisher } from "../../ports/image-publisher.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { ImageScans } from "../../ports/image-scans.ts"
import type { JobArtifacts } from "../../ports/job-artifacts.ts"
import type { JobCache } from "../../ports/job-cache.ts"
import type { JobFacts } from "../../ports/job-facts.ts"
import type { Repository } from "../../ports/repository.ts"
import type { ResourceServers } from "../../ports/resource-server.ts"
import type { RunFolders } from "../../ports/run-folders.ts"
import type { SecretSource } from "../../ports/secret-source.ts"
import type { SetupStore } from "../../ports/setup-store.ts"
import type { SharedResults, WholeResults } from "../../ports/shared-results.ts"
import type { KnownSigners, Signer } from "../../ports/signer.ts"
import type { Store } from "../../ports/store/store.ts"
import type { Router, Target } from "../../ports/target.ts"
import type { Retention } from "../images/collect-images.ts"
import type { ProgressBoard } from "./progress-board.ts"
import type { RunNotices } from "./run-notices.ts"

/** When images that nothing needs are removed. Milliseconds; `every: null`: never. */
export interface PruneSchedule extends Retention {
  readonly every: number | null
}

/** Facts about this server that never change while it runs. */
export interface ServerSettings {
  readonly project: string
  /** Jobs at a time in one run. */
  readonly jobs: number
  /** Runs at a time. */
  readonly runs: number
  /** Environment of jobs: PATH with the repo's own Node first, HOME. */
  readonly jobEnvironment: Readonly<Record<string, string>>
  /** What setups get besides. */
  readonly setupEnvironment: Readonly<Record<string, string>>
  /** Port of the host-name router, for printing addresses. */
  readonly routerPort: number
  /** Range of the services' stable ports, both inclusive. */
  readonly stablePorts: { readonly from: number; readonly to: number }
  /** Milliseconds: for a service to get healthy, to drain, and between TERM and KILL. */
  readonly healthTimeout: number
  readonly drainGrace: number
  readonly stopGrace: number
  readonly prune: PruneSchedule
}

/** All that the server's use cases work with. Readonly: they share no state but what the store holds. */
export interface ServerPorts {
  readonly store: Store
  readonly repository: Repository
  readonly registry: ImageRegistry
  /** The same images, as the folder that they are kept in. */
  readonly images: ImageFolder
  readonly openPublisher: OpenPublisher
  readonly signer: Signer
  readonly knownSigners: KnownSigners
  readonly target: Target
  readonly router: Router
  /** Databases and caches that environments share. */
  readonly resourceServers: ResourceServers
  /** What the server itself knows; jobs get none of it. */
  readonly secrets: SecretSource
  /** What services of environments get, and nobody else. */
  readonly environmentSecrets: EnvironmentSecrets
  readonly executor: Executor
  readonly containers: Containers
  readonly artifacts: JobArtifacts
  readonly scans: ImageScans
  readonly jobFacts: JobFacts
  /** Results of jobs that ran here. */
  readonly cache: JobCache
  /** The same ones, with all that belongs to them; whether there is evidence of them only `cache` says. */
  readonly ownResults: WholeResults
  /** Results that people have handed in. No run of this server takes anything from there. */
  readonly sharedResults: SharedResults
  readonly imageBuilder: ImageBuilder
  readonly setups: SetupStore
  readonly workFolders: RunFolders
  readonly clock: Clock
  readonly progress: ProgressBoard
  readonly runNotices: RunNotices
  readonly settings: ServerSettings
}
