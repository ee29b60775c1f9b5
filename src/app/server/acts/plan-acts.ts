import { ok, type Result } from "../../../core/shared/result.ts"
import { findWaiting } from "../find-waiting.ts"
import { planPromotion } from "../plan-promotion.ts"
import { findEnvironment } from "../promote.ts"
import { resolveRelease } from "../resolve-release.ts"
import type { ServerPorts } from "../server-ports.ts"
import { deploymentTexts } from "./change-texts.ts"
import { environmentActs } from "./environment-acts.ts"
import { gateActs } from "./gate-acts.ts"
import type { PlannedAct } from "./planned-act.ts"
import { promoteActs, rejectionAct } from "./release-acts.ts"

/** Everything that a person could do, with what would come of it. */
export interface PlannedActs {
  readonly environment: string
  readonly person: string
  readonly acts: readonly PlannedAct[]
}

/** What a person can do about an environment, and about a release in it if one is named. Nothing is done. */
export async function planActs(
  ports: ServerPorts,
  wanted: { readonly environment: string; readonly release: string | null },
  person: string,
): Promise<Result<PlannedActs>> {
  const found = await findEnvironment(ports, wanted.environment)
  if (!found.ok) return found
  const { name, template, definition } = found.value
  const rules = definition.environments[template]
  const onRelease =
    wanted.release === null ? ok([]) : await releaseActs(ports, { environment: name, release: wanted.release }, person)
  if (!onRelease.ok) return onRelease
  const fallsBack = rules?.["on-failure"] === "rollback"
  const acted = { name, verify: rules?.verify ?? [], fallsBack }
  const acts = [...onRelease.value, ...(await environmentActs(ports, acted, person))]
  return ok({ environment: name, person, acts })
}

async function releaseActs(
  ports: ServerPorts,
  wanted: { readonly environment: string; readonly release: string },
  person: string,
): Promise<Result<readonly PlannedAct[]>> {
  const resolved = await resolveRelease(ports, wanted.release)
  if (!resolved.ok) return resolved
  const plan = await planPromotion(ports, wanted, person)
  const waiting = await findWaiting(ports, wanted)
  const pinned = plan.ok ? plan.value.explanation.pinned : null
  const deployment = plan.ok ? deploymentTexts(plan.value) : []
  const onGates = waiting.ok ? gateActs(waiting.value, { person, signer: ports.signer.name, pinned, deployment }) : []
  return ok([...(await promoteActs(ports, plan)), ...onGates, await rejectionAct(ports, wanted.release, person)])
}
