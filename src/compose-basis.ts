import { withContainerFacts } from "./adapters/docker/container-job-facts.ts"
import { localDefinitionMemo } from "./adapters/files/local-definition-memo.ts"
import { localPlanMemo } from "./adapters/files/local-plan-memo.ts"
import { type OpenedRepository, openWorkTree } from "./adapters/git/open-repository.ts"
import { LocalJobCache } from "./adapters/job-cache/local-job-cache.ts"
import { builderFacts } from "./adapters/node-image/builder-facts.ts"
import { StoredBlobs } from "./adapters/oci/stored-blobs.ts"
import { jobEnvironment } from "./adapters/process/job-environment.ts"
import { createLocalJobFacts } from "./adapters/process/local-job-facts.ts"
import { buildId } from "./build-id.ts"
import type { CliContext } from "./cli/cli-context.ts"
import { ok, type Result } from "./core/shared/result.ts"
import type { DefinitionMemo } from "./ports/definition-memo.ts"
import type { ImageRegistry } from "./ports/image-registry.ts"
import type { JobFacts } from "./ports/job-facts.ts"
import type { PlanMemo } from "./ports/plan-memo.ts"
import type { Repository } from "./ports/repository.ts"
import { CACHE_LIMIT, type DataFolders, dataFoldersOf, type RunCaches, runCachesOf } from "./server-data.ts"

/** What finding out takes that nothing has to run; all else is loaded where it is needed. */
export interface Basis {
  readonly folders: DataFolders
  readonly caches: RunCaches
  readonly repository: Repository
  readonly jobFacts: JobFacts
  readonly registry: Pick<ImageRegistry, "hasBlob">
  /** Of jobs: PATH with Slipway's own Node first, HOME. */
  readonly environment: Readonly<Record<string, string>>
  /** Null in a checkout of Slipway itself, whose sources may change between two starts. */
  readonly definitions: DefinitionMemo | null
  readonly plans: PlanMemo | null
  readonly openCache: (warn: (line: string) => void) => LocalJobCache
}

/**
 * The repository that holds a folder, and what is on this machine of it; nothing is made by opening it. `opening`: where
 * somebody has begun with that already.
 */
export async function openBasis(
  { cwd, env, stderr }: CliContext,
  opening: Promise<Result<OpenedRepository>> = openWorkTree(cwd),
): Promise<Result<Basis>> {
  const opened = await opening
  if (!opened.ok) return opened
  const { repository, root } = opened.value
  const folders = dataFoldersOf(root)
  const caches = runCachesOf(root)
  const build = buildId()
  const environment = jobEnvironment(env, folders.work)
  const images = async () => new (await import("./adapters/oci/oci-layout.ts")).OciLayout(folders.images)
  const containers = async () => {
    const { DockerContainers } = await import("./adapters/docker/docker-containers.ts")
    return new DockerContainers(env, await images())
  }
  const warn = (line: string) => void stderr.write(`slipway: ${line}\n`)
  return ok({
    folders,
    caches,
    repository,
    environment,
    registry: { hasBlob: (digest) => new StoredBlobs(folders.images).hasBlob(digest) },
    jobFacts: withContainerFacts(
      createLocalJobFacts({ environment, imageFacts: () => builderFacts(env) }),
      { resolveImage: async (name, options) => (await containers()).resolveImage(name, options) },
      warn,
    ),
    definitions: build === null ? null : localDefinitionMemo(caches.definitions, build),
    plans: build === null ? null : localPlanMemo(caches.plans, build),
    openCache: (warn) => new LocalJobCache({ folder: caches.jobs, limit: CACHE_LIMIT, now: Date.now, warn }),
  })
}
