import { earliestOpening } from "../../core/promotion/earliest-opening.ts"
import type { GateAnswer } from "../../core/promotion/gate-answer.ts"
import { wayInText } from "../../core/promotion/way-in-text.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { judgePromotion } from "./judge-promotion.ts"
import { findEnvironment } from "./promote.ts"
import { type ResolvedRelease, resolveRelease } from "./resolve-release.ts"
import type { ServerPorts } from "./server-ports.ts"
import { whyNotThisWay } from "./why-not-this-way.ts"

/** How a release stands to one way into an environment. */
export interface ExplainedWayIn {
  /** In words: what brings a release in by this way. */
  readonly trigger: string
  /** Why the way is not for this release at all; null where it is. */
  readonly whyNot: string | null
  /** None where the way is not for this release. */
  readonly gates: readonly GateAnswer[]
  readonly open: boolean
  /** When all gates could be open if people act now and then only time passes; null where that cannot be said. */
  readonly earliest: number | null
}

/** Why a release may enter an environment, or not. */
export interface PromotionExplanation extends ResolvedRelease {
  readonly environment: string
  readonly names: readonly string[]
  /** Whether it is what serves there. */
  readonly isServing: boolean
  /** Why nothing enters until a person resumes; null when free. */
  readonly pinned: string | null
  /** The newest promotion of this release to there; null where none was asked for. */
  readonly promotion: PromotionRecord | null
  readonly waysIn: readonly ExplainedWayIn[]
  /** When it was said; milliseconds since 1970, by the server's clock. */
  readonly now: number
}

/**
 * Judges every way into an environment for a release as things stand, also where nobody has asked for a promotion.
 * `asking`: as if this person did.
 */
export async function explainPromotion(
  ports: ServerPorts,
  wanted: { readonly release: string; readonly environment: string },
  asking: string | null = null,
): Promise<Result<PromotionExplanation>> {
  const environment = await findEnvironment(ports, wanted.environment)
  if (!environment.ok) return environment
  const release = await resolveRelease(ports, wanted.release)
  if (!release.ok) return release
  const { name, template, definition } = environment.value
  const asked = (await ports.store.promotions.ofRelease(release.value.release)).filter(
    (one) => one.environment === name,
  )
  const promotion = asked.at(-1) ?? null
  const waysIn: ExplainedWayIn[] = []
  for (const [wayIn, way] of (definition.environments[template]?.from ?? []).entries()) {
    const trigger = wayInText(way)
    const whyNot = await whyNotThisWay(ports, definition, { template, wayIn, commit: release.value.commit })
    if (whyNot !== null) {
      waysIn.push({ trigger, whyNot, gates: [], open: false, earliest: null })
      continue
    }
    const open = asked.find((one) => one.wayIn === wayIn && (one.state === "waiting" || one.state === "deploying"))
    const asIf = { ...release.value, environment: name, template, wayIn, event: null, person: asking }
    const judged = await judgePromotion(ports, asking === null ? (open ?? asIf) : asIf)
    if (!judged.ok) return judged
    const { rules, facts, answers } = judged.value
    waysIn.push({ trigger, whyNot, gates: answers, open: judged.value.open, earliest: earliestOpening(rules, facts) })
  }
  const record = await ports.store.environments.get(name)
  const current = record?.current ? await ports.store.environments.getDeployment(record.current) : undefined
  return ok({
    ...release.value,
    environment: name,
    names: (await ports.store.releases.names(release.value.release)).map((one) => one.name),
    isServing: current?.release === release.value.release,
    pinned: record?.pinned ?? null,
    promotion,
    waysIn,
    now: ports.clock.now(),
  })
}
