import type { CompletedRun } from "../../app/run-commit.ts"
import { imageJobId } from "../../core/plan/plan.ts"
import { exitStatusOfClass, type Failure } from "../../core/shared/failure.ts"
import type { BuiltImage } from "../../ports/image-builder.ts"
import type { CliContext } from "../cli-context.ts"
import { completeRun, exitStatusOfRun } from "../complete-run.ts"
import { interruptionOf } from "../interruption.ts"
import type { OutputFormat } from "../output-format.ts"
import { printFailure } from "../print-failure.ts"
import { createReporter } from "../reporters/create-reporter.ts"
import { chosenFormat } from "../reporters/run-format.ts"
import type { RunHost } from "../run-host.ts"
import { GRACE } from "../run-parts.ts"

export interface BuildRequest {
  readonly service: string
  readonly ref: string | null
  readonly dirty?: boolean
  /** Whether it may be found where it was built before. */
  readonly cache: boolean
  readonly format: OutputFormat
}

/** What programs are told about an image that is there now. */
interface BuildAnswer {
  readonly service: string
  readonly digest: string
  /** Whether it was built from the same inputs before, and not now. */
  readonly restored: boolean
  /** What decided its bytes besides the source. */
  readonly facts: BuiltImage["facts"]
}

/** Runs the image's job and those that it needs; stdout is left to the digest. Returns the exit status. */
export async function buildImage(context: CliContext, host: RunHost, request: BuildRequest): Promise<number> {
  const { service, ref, dirty = false, cache, format } = request
  const explain = (failure: Failure) => printFailure(failure, context, format)
  const basis = await host.open(context)
  if (!basis.ok) return explain(basis.failure)
  const shown = { ...context, isTerminal: host.isErrorTerminal }
  const reporter = createReporter(chosenFormat("auto", shown), shown, { ...host, stdout: host.stderr })
  try {
    using interruption = interruptionOf(host, { reporter, grace: GRACE, kill: basis.value.kill })
    const completed = await completeRun(
      { host, basis: basis.value, reporter, interruption, server: null },
      { ref, dirty, only: [imageJobId(service)], affected: null, takesOver: cache, keep: false },
    )
    reporter.close()
    if (!completed.ok && interruption.signal.aborted) return exitStatusOfClass.canceled
    if (!completed.ok) return explain(completed.failure)
    const answer = answerOf(service, completed.value)
    if (answer) context.stdout.write(format === "json" ? `${JSON.stringify(answer, null, 2)}\n` : `${answer.digest}\n`)
    return exitStatusOfRun(completed.value)
  } finally {
    reporter.close()
  }
}

function answerOf(service: string, { outcome }: CompletedRun): BuildAnswer | undefined {
  const image = outcome.images.get(service)
  const job = outcome.jobs.get(imageJobId(service))
  if (!image || outcome.status !== "succeeded") return undefined
  return { service, digest: image.digest, restored: job?.restored !== null, facts: image.facts }
}
