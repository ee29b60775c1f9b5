import { basename } from "node:path"
import type { Plan } from "../../core/plan/plan.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { Repository } from "../../ports/repository.ts"
import type { WorkFolders } from "../../ports/work-folders.ts"
import { PlanExecution } from "./plan-execution.ts"
import type { RunContext } from "./run-context.ts"
import type { RunOutcome } from "./run-outcome.ts"
import { nothingTakenOver, takeOver } from "./take-over.ts"

export interface CheckoutPorts {
  readonly repository: Pick<Repository, "checkout">
  readonly workFolders: WorkFolders
  readonly registry: Pick<ImageRegistry, "hasBlob">
}

export interface CheckoutRequest {
  readonly plan: Plan
  /** The commit or tree whose files jobs see. */
  readonly treeish: string
  /** What the work folder's name begins with. */
  readonly label: string
  /** Whether results of earlier runs count. */
  readonly takesOver: boolean
  /** What becomes of the work folder, if there was one, once the run is over. */
  readonly leave: (folder: string) => Promise<void>
}

export type CheckoutContext = Omit<RunContext, "checkout" | "owner" | "takenOver">

export interface CheckedOutRun {
  readonly outcome: RunOutcome
  /** Where it ran; null if nothing had to run. */
  readonly checkout: string | null
}

/** Runs a plan in a clean checkout of its own, which is made only if there is a job whose result is not known yet. */
export async function runInCheckout(
  ports: CheckoutPorts,
  request: CheckoutRequest,
  context: CheckoutContext,
): Promise<Result<CheckedOutRun>> {
  const { plan, treeish, label, takesOver, leave } = request
  const { cache, fingerprints } = context
  let folder: string | null = null
  const openCheckout = async (): Promise<Result<string>> => {
    const created = await ports.workFolders.create(label)
    if (!created.ok) return created
    folder = created.value
    const written = await ports.repository.checkout(treeish, folder)
    return written.ok ? created : written
  }
  try {
    const taken =
      cache && takesOver ? await takeOver(plan, { cache, fingerprints, registry: ports.registry }) : nothingTakenOver
    const isAllKnown = taken.restored.length === plan.jobs.length
    const checkout = isAllKnown ? ok("") : await openCheckout()
    if (!checkout.ok) return checkout
    const places = { checkout: checkout.value, owner: basename(checkout.value), takenOver: taken }
    const outcome = await new PlanExecution(plan, { ...context, ...places }).run()
    return ok({ outcome, checkout: folder })
  } finally {
    if (folder !== null) await leave(folder)
  }
}
