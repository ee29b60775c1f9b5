import { basename } from "node:path"
import type { Plan, PlannedJob } from "../../core/plan/plan.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { Repository } from "../../ports/repository.ts"
import { runPlan } from "../run-plan.ts"
import type { EarlyCheckout } from "./early-checkout.ts"
import { type CheckoutPorts, openCheckout } from "./open-checkout.ts"
import type { RunContext } from "./run-context.ts"
import type { RunOutcome } from "./run-outcome.ts"
import { nothingTakenOver, type TakenOver, takeOver } from "./take-over.ts"

export interface RunPorts extends CheckoutPorts {
  readonly repository: Pick<Repository, "checkout" | "checkoutAgain" | "tidy" | "contents">
  readonly registry: Pick<ImageRegistry, "hasBlob">
}

export interface CheckoutRequest {
  readonly plan: Plan
  /** The commit or tree whose files jobs see. */
  readonly treeish: string
  /** Whether results of earlier runs count. */
  readonly takesOver: boolean
  /** Whether the checkout is left to the user. */
  readonly keep: boolean
  /** Taken where it has been begun. */
  readonly early?: EarlyCheckout
  /** What can be done with the outcome while the checkout is tidied; not called where there is none. */
  readonly meanwhile?: (outcome: RunOutcome) => Promise<unknown>
}

export type CheckoutContext = Omit<RunContext, "checkout" | "owner" | "takenOver">

export interface CheckedOutRun {
  readonly outcome: RunOutcome
  /** Where it ran; null if nothing had to run. */
  readonly checkout: string | null
}

/** Runs a plan in a clean checkout of its own, which is made only if there is a job that needs it and is not known yet. */
export async function runInCheckout(
  ports: RunPorts,
  request: CheckoutRequest,
  context: CheckoutContext,
): Promise<Result<CheckedOutRun>> {
  const { plan, treeish, takesOver, keep, early, meanwhile } = request
  const { cache, fingerprints } = context
  const takenOver =
    cache && takesOver
      ? await takeOver(plan, { cache, fingerprints, registry: ports.registry, signedOnly: !context.origin.unsigned })
      : nothingTakenOver
  if (takenOver.restored.length === plan.jobs.length) {
    const places = { checkout: "", owner: "", takenOver }
    return ok({ outcome: await runPlan(plan, { ...context, ...places }), checkout: null })
  }
  context.executor.expect?.(plan.jobs.length - takenOver.restored.length - takenOver.outputs.length)
  if (!keep && needsNoCheckout(plan, takenOver)) {
    const places = { checkout: "", owner: "", takenOver, contents: ports.repository.contents }
    return ok({ outcome: await runPlan(plan, { ...context, ...places }), checkout: null })
  }
  const opened = await (early?.take() ?? openCheckout(ports, { treeish, keep }))
  if (!opened.ok) {
    await context.executor.settle()
    return opened
  }
  const { folder } = opened.value
  const close = () => opened.value.close({ untouched: isOnlyRead(plan, takenOver) })
  const places = { checkout: folder, owner: basename(folder), takenOver }
  const outcome = await runPlan(plan, { ...context, ...places }).catch(async (error) => {
    await close()
    throw error
  })
  await Promise.all([close(), meanwhile?.(outcome)])
  return ok({ outcome, checkout: folder })
}

/**
 * Whether nothing is left to do but images that Slipway makes of the commit's own files. Where packages run their scripts
 * in a container, that is known by the name of the checkout, should somebody have to end it.
 */
function needsNoCheckout({ jobs }: Plan, { restored, outputs }: TakenOver): boolean {
  const known = new Set(restored)
  const isOfCommit = (job: PlannedJob) => job.kind === "image" && job.image !== null && !job.image.runsScripts
  return outputs.length === 0 && jobs.every((job) => known.has(job.id) || isOfCommit(job))
}

/** Images are made of what is there; all other jobs may write, and outputs that are put in place are written. */
function isOnlyRead({ jobs }: Plan, { restored, outputs }: TakenOver): boolean {
  const known = new Set(restored)
  return outputs.length === 0 && jobs.every(({ id, kind }) => kind === "image" || known.has(id))
}
