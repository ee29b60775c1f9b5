import { effectiveRules } from "../../core/promotion/effective-rules.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { explainPromotion, type PromotionExplanation } from "./explain-promotion.ts"
import { type DeploymentPlan, planDeployment } from "./plan-deployment.ts"
import { findEnvironment } from "./promote.ts"
import type { ServerPorts } from "./server-ports.ts"

/** All that a promotion would do, before anybody asks for it. */
export interface PromotionPlan extends DeploymentPlan {
  /** The gates of each way in, as if the person had asked. */
  readonly explanation: PromotionExplanation
}

/** Works out what a promotion would do. It asks for nothing and changes nothing. */
export async function planPromotion(
  ports: ServerPorts,
  wanted: { readonly release: string; readonly environment: string },
  person: string,
): Promise<Result<PromotionPlan>> {
  const found = await findEnvironment(ports, wanted.environment)
  if (!found.ok) return found
  const explained = await explainPromotion(ports, wanted, person)
  if (!explained.ok) return explained
  const explanation = explained.value
  const { name, template, definition } = found.value
  const rules = effectiveRules(definition, template, wayToTake(explanation))
  if (!rules) return fail("environment-unknown", `the definition has no way into '${name}' any more`)
  const release = await ports.store.releases.get(explanation.release)
  if (!release) return fail("release-unknown", `there is no release ${explanation.release}`)
  const planned = await planDeployment(ports, {
    environment: name,
    definition,
    rules,
    release: explanation.release,
    manifest: release.manifest,
    commit: explanation.commit,
    mocks: explanation.promotion?.state === "waiting" ? (explanation.promotion.choice?.mocks ?? []) : [],
  })
  return planned.ok ? ok({ explanation, ...planned.value }) : planned
}

/** The way whose gates are open, else the one with the fewest that are not, as a promotion would take it. */
export function wayToTake({ waysIn }: PromotionExplanation): number {
  const shut = waysIn.map(({ gates, whyNot }) =>
    whyNot === null ? gates.filter(({ state }) => state !== "met").length : Number.POSITIVE_INFINITY,
  )
  return shut.indexOf(Math.min(...shut))
}
