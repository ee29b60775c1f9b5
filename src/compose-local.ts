import { existsSync } from "node:fs"
import { withContainerFacts } from "./adapters/docker/container-job-facts.ts"
import { DockerContainers } from "./adapters/docker/docker-containers.ts"
import { LocalJobHistory } from "./adapters/job-history/local-job-history.ts"
import { builderFacts } from "./adapters/node-image/builder-facts.ts"
import { OciLayout } from "./adapters/oci/oci-layout.ts"
import { createLocalJobFacts } from "./adapters/process/local-job-facts.ts"
import type { ExplainPorts } from "./app/why/explain-jobs.ts"
import type { CliContext } from "./cli/cli-context.ts"
import { type Basis, openBasis } from "./compose-basis.ts"
import { ok, type Result } from "./core/shared/result.ts"

/** What is on this machine of a repository; nothing is made by opening it. */
export interface LocalParts extends Basis {
  readonly registry: OciLayout
  readonly containers: DockerContainers
  readonly history: LocalJobHistory
}

export function localParts(basis: Basis, env: CliContext["env"], warn: (line: string) => void): LocalParts {
  const { folders, caches, environment } = basis
  const registry = new OciLayout(folders.images)
  const containers = new DockerContainers(env, registry)
  const localFacts = createLocalJobFacts({ environment, imageFacts: () => builderFacts(env) })
  return {
    ...basis,
    registry,
    containers,
    jobFacts: withContainerFacts(localFacts, containers, warn),
    history: new LocalJobHistory({ file: caches.history, warn }),
  }
}

/** What explaining jobs needs. A cache that is not there is not made. */
export async function openExplainPorts(context: CliContext): Promise<Result<ExplainPorts>> {
  const basis = await openBasis(context)
  if (!basis.ok) return basis
  const warn = (line: string) => void context.stderr.write(`slipway: ${line}\n`)
  const { caches, openCache, definitions, ...parts } = localParts(basis.value, context.env, warn)
  const isThere = existsSync(caches.jobs)
  const cache = isThere ? openCache(warn) : null
  return ok({ ...parts, cache, definitions: isThere ? definitions : null })
}
