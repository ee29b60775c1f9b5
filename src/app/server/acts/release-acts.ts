import { fail, ok, type Result } from "../../../core/shared/result.ts"
import { loadRejection } from "../load-rejection.ts"
import { type PromotionPlan, wayToTake } from "../plan-promotion.ts"
import { requireNotRejected } from "../require-not-rejected.ts"
import { requireRight } from "../require-right.ts"
import type { ServerPorts } from "../server-ports.ts"
import { showRelease } from "../show-release.ts"
import { deploymentTexts, releaseText } from "./change-texts.ts"
import { shutText } from "./entry-texts.ts"
import { type PlannedAct, plannedAct } from "./planned-act.ts"

/** Asking for a release to enter; none where it serves there, or has been asked for already. */
export async function promoteActs(ports: ServerPorts, plan: Result<PromotionPlan>): Promise<readonly PlannedAct[]> {
  if (!plan.ok) return [plannedAct({ act: "promote" }, plan)]
  const { isServing, promotion, release } = plan.value.explanation
  const isUnderWay = promotion?.state === "deploying" || promotion?.state === "waiting"
  if (isServing || isUnderWay) return []
  const allowed = await requireNotRejected(ports, release)
  return [plannedAct({ act: "promote" }, allowed.ok ? await promoteEffects(ports, plan.value) : allowed)]
}

async function promoteEffects(ports: ServerPorts, plan: PromotionPlan): Promise<Result<readonly string[]>> {
  const { explanation } = plan
  const { environment, pinned, waysIn } = explanation
  const way = waysIn[wayToTake(explanation)]
  if (!way || way.whyNot !== null) {
    return fail("release-not-eligible", `no way into '${environment}' takes this release: ${way?.whyNot}`)
  }
  const asked = `release ${await releaseText(ports, explanation)} is asked for in ${environment}`
  if (!way.open) return ok([asked, shutText(environment, way.gates), ...deploymentTexts(plan)])
  const when =
    pinned === null ? "all its gates are open: it enters at once" : `it waits until ${environment} is resumed`
  return ok([asked, when, ...deploymentTexts(plan)])
}

/** Barring a release everywhere, or letting it in again. */
export async function rejectionAct(ports: ServerPorts, release: string, person: string): Promise<PlannedAct> {
  const shown = await showRelease(ports, release)
  if (!shown.ok) return plannedAct({ act: "reject", reason: "needed" }, shown)
  const rejection = await loadRejection(ports, shown.value.release)
  const act = rejection === null || rejection.isLifted ? "reject" : "undo-reject"
  const allowed = await requireRight(ports, person, "reject")
  if (!allowed.ok) return plannedAct({ act, reason: "needed" }, allowed)
  const what = `release ${await releaseText(ports, shown.value)}`
  if (act === "undo-reject") {
    const effects = [`${what} may enter environments again, where its gates are open`, "what has ended stays ended"]
    return plannedAct({ act, reason: "needed" }, ok(effects))
  }
  const promotions = await ports.store.promotions.ofRelease(shown.value.release)
  return plannedAct(
    { act, reason: "needed" },
    ok([
      `${what} enters no environment any more, gets no version, and no rollback goes back to it`,
      ...promotions
        .filter(({ state }) => state === "waiting")
        .map(({ id, environment }) => `promotion ${id} to ${environment} ends`),
      ...shown.value.running.map((name) => `${name} goes on running it`),
    ]),
  )
}
