import type { RunSource } from "../app/find-source.ts"
import { type PlannedAhead, withResults } from "../app/plan-ahead.ts"
import { prepareSource } from "../app/prepare-run.ts"
import { rememberRun } from "../app/remember-run.ts"
import { EarlyCheckout } from "../app/run/early-checkout.ts"
import { type CompletedRun, runCommit } from "../app/run-commit.ts"
import type { Result } from "../core/shared/result.ts"
import type { JobCache } from "../ports/job-cache.ts"
import { affectedText } from "./affected-text.ts"
import type { RunTools } from "./run-host.ts"
import { GRACE, type RunParts, type WantedRun } from "./run-parts.ts"

export interface PreparedParts extends RunParts {
  readonly cache: JobCache
  readonly tools: RunTools
  /** What is found out meanwhile of the commit that edited files stand on. */
  readonly ahead?: Promise<PlannedAhead | undefined>
}

/** Plans a run and carries it out. */
export async function runPrepared(
  { host, basis, tools, cache, reporter, interruption, server, ...parts }: PreparedParts,
  source: RunSource,
  wanted: WantedRun,
): Promise<Result<CompletedRun>> {
  await using early = new EarlyCheckout(tools, source.treeish)
  // A server may know all results where nothing of the commit is here yet.
  const isOnlyHere = server === null && !wanted.keep
  // Images of a commit need none.
  const isOfImages = wanted.only.length > 0 && wanted.only.every((job) => job.endsWith(":image"))
  const onLikely = isOnlyHere && !isOfImages ? () => early.begin() : () => {}
  if (!source.isCommitted) {
    // What was edited has to run again. Git begins before planning keeps this process busy.
    onLikely()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const ahead = await parts.ahead
  const prepared = await prepareSource({ ...tools, onLikely }, source, wanted, ahead?.prepared)
  if (!prepared.ok) return prepared
  const { affected } = prepared.value
  if (affected) reporter.notice(affectedText(affected))
  const publishing = wanted.publish ? await import("./publish-images.ts") : undefined
  const decided = await publishing?.decide(tools.repository, prepared.value)
  if (decided && !decided.ok) return decided
  const completed = await runCommit({ ...tools, clock: host.clock }, prepared.value, {
    ...tools,
    cache: ahead ? withResults(cache, ahead.results) : cache,
    takesOver: wanted.takesOver,
    builder: tools.evidence.signer.name,
    run: host.newRunId(),
    keep: wanted.keep,
    early,
    jobs: wanted.jobs ?? host.processors,
    grace: GRACE,
    signal: interruption.signal,
    observe: (event) => reporter.observe(event),
    onProcess: interruption.add,
  })
  if (completed.ok) await rememberRun(basis.plans, wanted, prepared.value, completed.value.outcome)
  if (!completed.ok || !publishing || !decided) return completed
  const { signal } = interruption
  const { publishers } = tools
  return publishing.publish({ publishers, reporter, signal }, decided.value, completed.value)
}
