import { publishRun, type RunPublication } from "../app/publish-run.ts"
import type { CompletedRun } from "../app/run-commit.ts"
import { ok, type Result } from "../core/shared/result.ts"
import { approximateSize } from "../core/shared/size.ts"
import type { OpenPublisher } from "../ports/image-publisher.ts"
import type { Reporter } from "./reporters/reporter.ts"

export { decidePublication as decide } from "../app/publish-run.ts"

interface Publishing {
  readonly publishers: () => Promise<OpenPublisher>
  readonly reporter: Reporter
  readonly signal: AbortSignal
}

/** `slipway run --publish`, once the run is over: says what is published, or why nothing is. */
export async function publish(
  { publishers, reporter, signal }: Publishing,
  decided: RunPublication,
  completed: CompletedRun,
): Promise<Result<CompletedRun>> {
  const { outcome } = completed
  if (outcome.status !== "succeeded" || outcome.canceled) {
    reporter.notice("nothing is published: not every job succeeded")
    return ok(completed)
  }
  if (decided.kind === "kept") {
    reporter.notice(`nothing is published: ${decided.why}`)
    return ok(completed)
  }
  const published = await publishRun(await publishers(), decided, { outcome, signal })
  if (!published.ok) return published
  for (const { reference, bytes } of published.value) {
    reporter.notice(`published ${reference}, ${approximateSize(bytes)} sent`)
  }
  return ok(completed)
}
