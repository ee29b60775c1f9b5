import type { Writable } from "node:stream"
import type { EvidencePorts } from "../app/record-run-evidence.ts"
import type { Result } from "../core/shared/result.ts"
import type { Clock } from "../ports/clock.ts"
import type { Containers } from "../ports/containers.ts"
import type { DefinitionMemo } from "../ports/definition-memo.ts"
import type { Executor, StartedProcess } from "../ports/executor.ts"
import type { ImageBuilder } from "../ports/image-builder.ts"
import type { OpenPublisher } from "../ports/image-publisher.ts"
import type { ImageRegistry } from "../ports/image-registry.ts"
import type { ImageScans } from "../ports/image-scans.ts"
import type { JobArtifacts } from "../ports/job-artifacts.ts"
import type { JobCache } from "../ports/job-cache.ts"
import type { JobFacts } from "../ports/job-facts.ts"
import type { JobHistory } from "../ports/job-history.ts"
import type { PlanMemo } from "../ports/plan-memo.ts"
import type { Repository } from "../ports/repository.ts"
import type { RunFolders } from "../ports/run-folders.ts"
import type { SecretSource } from "../ports/secret-source.ts"
import type { SetupStore } from "../ports/setup-store.ts"
import type { WriteText } from "../ports/write-text.ts"
import type { CliContext } from "./cli-context.ts"
import type { Size } from "./reporters/live-view.ts"

/** What a run on this machine works with. */
export interface RunTools {
  readonly repository: Repository
  readonly workFolders: RunFolders
  readonly executor: Executor
  readonly containers: Containers
  readonly imageBuilder: ImageBuilder
  readonly artifacts: JobArtifacts
  readonly scans: ImageScans
  readonly setups: SetupStore
  readonly registry: ImageRegistry
  /** What speaks to registries is loaded only where images are published. */
  readonly publishers: () => Promise<OpenPublisher>
  readonly evidence: Omit<EvidencePorts, "clock">
  /** Environment of jobs: PATH with Slipway's own Node first, HOME. */
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: SecretSource
  readonly setupEnvironment: Readonly<Record<string, string>>
  readonly jobFacts: JobFacts
  readonly history: JobHistory
  readonly definitions: DefinitionMemo | null
}

/** What finding out takes that nothing has to run. */
export interface RunBasis {
  readonly repository: Repository
  readonly registry: Pick<ImageRegistry, "hasBlob">
  readonly jobFacts: JobFacts
  readonly plans: PlanMemo | null
  /** Opens where results are kept, here and on a server if its address is given; `warn` is told what is wrong with them. */
  readonly openCache: (warn: (line: string) => void, server: string | null) => Promise<JobCache>
  /** Ends a process with all that it started, at once. */
  readonly kill: (process: StartedProcess) => Promise<void>
  /** All that running takes. */
  readonly whole: () => Promise<Result<RunTools>>
}

/** The process that `slipway run` is. */
export interface RunHost {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly clock: Clock
  /** Whether a person looks at stderr. */
  readonly isErrorTerminal: boolean
  /** The terminal's size now. */
  readonly size: () => Size
  /** How many jobs run at once unless told. */
  readonly processors: number
  readonly newRunId: () => string
  /** A word that nobody can guess, another one each time. */
  readonly newToken: () => string
  readonly writeText: WriteText
  /** Calls the listener on Ctrl-C and when the process is told to end, until the returned function is called. */
  readonly onInterrupt: (listener: () => void) => () => void
  /** Opens the repository that holds the folder, and all that goes with it. */
  readonly open: (context: CliContext) => Promise<Result<RunBasis>>
}
