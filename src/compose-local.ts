import { existsSync } from "node:fs"
import { withContainerFacts } from "./adapters/docker/container-job-facts.ts"
import { DockerContainers } from "./adapters/docker/docker-containers.ts"
import { localDefinitionMemo } from "./adapters/files/local-definition-memo.ts"
import { openRepository } from "./adapters/git/open-repository.ts"
import { workTreeOf } from "./adapters/git/work-tree-of.ts"
import { LocalJobCache } from "./adapters/job-cache/local-job-cache.ts"
import { LocalJobHistory } from "./adapters/job-history/local-job-history.ts"
import { builderFacts } from "./adapters/node-image/builder-facts.ts"
import { OciLayout } from "./adapters/oci/oci-layout.ts"
import { jobEnvironment } from "./adapters/process/job-environment.ts"
import { createLocalJobFacts } from "./adapters/process/local-job-facts.ts"
import type { ExplainPorts } from "./app/why/explain-jobs.ts"
import { buildId } from "./build-id.ts"
import type { CliContext } from "./cli/cli-context.ts"
import { ok, type Result } from "./core/shared/result.ts"
import { CACHE_LIMIT, type DataFolders, dataFoldersOf, type RunCaches, runCachesOf } from "./server-data.ts"

/** What is on this machine of the repository that holds a folder; nothing is made by opening it. */
export interface LocalParts extends Omit<ExplainPorts, "cache"> {
  readonly folders: DataFolders
  readonly caches: RunCaches
  readonly registry: OciLayout
  readonly containers: DockerContainers
  /** Of jobs: PATH with Slipway's own Node first, HOME. */
  readonly environment: Readonly<Record<string, string>>
  readonly openCache: (warn: (line: string) => void) => LocalJobCache
}

export async function openLocal({ cwd, env, stderr }: CliContext): Promise<Result<LocalParts>> {
  const repository = await openRepository(cwd)
  if (!repository.ok) return repository
  const root = await workTreeOf(cwd)
  if (!root.ok) return root
  const folders = dataFoldersOf(root.value)
  const caches = runCachesOf(root.value)
  const build = buildId()
  const registry = new OciLayout(folders.images)
  const environment = jobEnvironment(env, folders.work)
  const containers = new DockerContainers(env, registry)
  const localFacts = createLocalJobFacts({ environment, imageFacts: () => builderFacts(env) })
  const warn = (line: string) => void stderr.write(`slipway: ${line}\n`)
  return ok({
    folders,
    caches,
    repository: repository.value,
    registry,
    containers,
    environment,
    jobFacts: withContainerFacts(localFacts, containers, warn),
    definitions: build === null ? null : localDefinitionMemo(caches.definitions, build),
    history: new LocalJobHistory({ file: caches.history, warn }),
    openCache: (warn) => new LocalJobCache({ folder: caches.jobs, limit: CACHE_LIMIT, now: Date.now, warn }),
  })
}

/** What explaining jobs needs. A cache that is not there is not made. */
export async function openExplainPorts(context: CliContext): Promise<Result<ExplainPorts>> {
  const opened = await openLocal(context)
  if (!opened.ok) return opened
  const { caches, openCache, definitions, ...parts } = opened.value
  const isThere = existsSync(caches.jobs)
  const cache = isThere ? openCache((line) => context.stderr.write(`slipway: ${line}\n`)) : null
  return ok({ ...parts, cache, definitions: isThere ? definitions : null })
}
