import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { type EffectiveRules, effectiveRules } from "../../core/promotion/effective-rules.ts"
import { evaluateGates } from "../../core/promotion/evaluate-gates.ts"
import { allMet, type GateAnswer } from "../../core/promotion/gate-answer.ts"
import type { PromotionFacts } from "../../core/promotion/promotion-facts.ts"
import { nameOf } from "../../core/routing/route-event.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { currentRules } from "./load-definitions.ts"
import { loadPromotionFacts } from "./load-promotion-facts.ts"
import type { ServerPorts } from "./server-ports.ts"
import { whyNotThisWay } from "./why-not-this-way.ts"

/** Whether a promotion may go ahead, and why or why not. */
export interface Judgement {
  readonly rules: EffectiveRules
  readonly facts: PromotionFacts
  readonly answers: readonly GateAnswer[]
  readonly open: boolean
  /** The deployment that served there when the facts were read. */
  readonly serving: number | null
}

/** Evaluates every gate of a promotion under the rules in force now. */
export async function judgePromotion(
  ports: ServerPorts,
  promotion: Pick<PromotionRecord, "release" | "commit" | "environment" | "template" | "wayIn" | "event" | "person"> &
    Partial<Pick<PromotionRecord, "id">>,
): Promise<Result<Judgement>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const effective = effectiveRules(rules.value.definition, promotion.template, promotion.wayIn)
  if (!effective) {
    return fail("environment-unknown", `the definition has no way into '${promotion.environment}' like this any more`, {
      hint: "ask for the promotion again",
    })
  }
  const serving = (await ports.store.environments.get(promotion.environment))?.current ?? null
  const whyNot = await whyNotThisWay(ports, rules.value.definition, promotion)
  if (whyNot !== null)
    return fail("release-not-eligible", `this way into '${promotion.environment}' is not for it: ${whyNot}`)
  const facts = await loadPromotionFacts(ports, rules.value, effective, promotion)
  if (!facts.ok) return facts
  const answers = evaluateGates(effective, facts.value)
  return ok({ rules: effective, facts: facts.value, answers, open: allMet(answers), serving })
}

/** The key under `environments:` of an environment that exists or could. */
export async function templateOf(
  ports: ServerPorts,
  rules: Definition,
  environment: string,
): Promise<string | undefined> {
  const existing = await ports.store.environments.get(environment)
  if (existing) return existing.template
  const permanent = Object.entries(rules.environments).find(
    ([key, definition]) => !definition.ephemeral && nameOf(rules, key, definition, null) === environment,
  )
  return permanent?.[0]
}
