import { posix } from "node:path"
import { entryOf } from "../../core/image/package-json.ts"
import type { ImagePlan } from "../../core/image/plan-image.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { BuildSources } from "./build-sources.ts"
import type { LinkEntry } from "./layer-entry.ts"
import { type WrittenLayer, writeLayer } from "./write-layer.ts"

export interface SourceLayerRequest {
  readonly registry: ImageRegistry
  readonly plan: ImagePlan
  readonly sources: BuildSources
  /** From `node_modules` to packages of the repository. */
  readonly links: readonly LinkEntry[]
  readonly signal: AbortSignal
}

/** The layer of the service's own files, the workspace packages it uses and what needed jobs made. */
export async function sourceLayer(request: SourceLayerRequest): Promise<Result<WrittenLayer>> {
  const { registry, plan, sources, links, signal } = request
  const complete = checkComplete(plan)
  if (!complete.ok) return complete
  const archive = await sources.archive({ paths: plan.sources, root: plan.root, links })
  return archive.ok ? writeLayer(registry, "source", archive.value, signal) : archive
}

/** What would fail only once it runs, in some environment, is better said now. */
function checkComplete({ directory, command, sources, workspaces }: ImagePlan): Result<void> {
  const entry = entryOf(command)
  const path = entry === undefined ? undefined : posix.join(directory, entry)
  const holds = (file: string) => sources.some((source) => source === file || isResolvedFrom(file, source))
  if (path !== undefined && !holds(path)) {
    const hint = "name the job that makes it under the image's `needs`, or correct `main` or the `start` script"
    return fail("image-build-failed", `the image would start ${path}, which is not part of it`, { hint })
  }
  const empty = workspaces.find((workspace) => workspace.files === 0)
  if (empty) {
    const hint = "name the job that builds it under the image's `needs`, and see its `files` and .dockerignore"
    return fail("image-build-failed", `nothing of ${empty.directory}, which the service needs, is part of the image`, {
      hint,
    })
  }
  return ok(undefined)
}

/** `node src/main` may mean `src/main.js` or `src/main/index.js` (nodejs.org, Modules: loading from a file or folder). */
function isResolvedFrom(path: string, source: string): boolean {
  const rest = source.startsWith(path) ? source.slice(path.length) : ""
  return [".js", ".json", "/index.js", "/package.json"].includes(rest)
}
