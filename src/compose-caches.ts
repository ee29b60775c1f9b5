import { openRepository } from "./adapters/git/open-repository.ts"
import { workTreeOf } from "./adapters/git/work-tree-of.ts"
import { clearResults, keptResults } from "./adapters/job-cache/kept-results.ts"
import { clearSetups, keptSetups } from "./adapters/setups/kept-setups.ts"
import type { CliContext } from "./cli/cli-context.ts"
import { ok, type Result } from "./core/shared/result.ts"
import type { CacheUsage, LocalCaches } from "./ports/local-caches.ts"
import { CACHE_LIMIT, runCachesOf } from "./server-data.ts"

/** The caches of `slipway run` for the repository that holds a folder; the server's own are no part of them. */
export async function openCaches({ cwd, stderr }: CliContext): Promise<Result<LocalCaches>> {
  const repository = await openRepository(cwd)
  if (!repository.ok) return repository
  const root = await workTreeOf(cwd)
  if (!root.ok) return root
  const { folder, jobs, setups } = runCachesOf(root.value)
  const options = { folder: jobs, warn: (line: string) => void stderr.write(`slipway: ${line}\n`) }
  const usage = ({ entries, bytes }: { entries: number; bytes: number }, kept: number): CacheUsage => {
    return { folder, results: entries, bytes, limit: CACHE_LIMIT, setups: kept }
  }
  return ok({
    usage: async () => usage(keptResults(options), (await keptSetups(setups)).length),
    clear: async () => usage(clearResults(options), await clearSetups(setups)),
  })
}
