import type { RunSource } from "../app/find-source.ts"
import { prepareSource } from "../app/prepare-run.ts"
import { rememberRun } from "../app/remember-run.ts"
import { EarlyCheckout } from "../app/run/early-checkout.ts"
import { type CompletedRun, runCommit } from "../app/run-commit.ts"
import type { Result } from "../core/shared/result.ts"
import type { JobCache } from "../ports/job-cache.ts"
import { affectedText } from "./affected-text.ts"
import { GRACE, type RunParts, type WantedRun } from "./run-parts.ts"

/** Plans a run and carries it out. */
export async function runPrepared(
  { host, basis, cache, reporter, interruption, server }: RunParts & { readonly cache: JobCache },
  source: RunSource,
  wanted: WantedRun,
): Promise<Result<CompletedRun>> {
  const tools = await basis.whole()
  if (!tools.ok) return tools
  await using early = new EarlyCheckout(tools.value, source.treeish)
  // A server may know all results where nothing of the commit is here yet.
  const isOnlyHere = server === null && !wanted.keep
  // Images of a commit need none.
  const isOfImages = wanted.only.length > 0 && wanted.only.every((job) => job.endsWith(":image"))
  const ports = { ...tools.value, ...(isOnlyHere && !isOfImages && { onLikely: () => early.begin() }) }
  const prepared = await prepareSource(ports, source, wanted)
  if (!prepared.ok) return prepared
  const { affected } = prepared.value
  if (affected) reporter.notice(affectedText(affected))
  const publishing = wanted.publish ? await import("./publish-images.ts") : undefined
  const decided = await publishing?.decide(tools.value.repository, prepared.value)
  if (decided && !decided.ok) return decided
  const completed = await runCommit({ ...tools.value, clock: host.clock }, prepared.value, {
    ...tools.value,
    cache,
    takesOver: wanted.takesOver,
    builder: tools.value.evidence.signer.name,
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
  const { publishers } = tools.value
  return publishing.publish({ publishers, reporter, signal }, decided.value, completed.value)
}
