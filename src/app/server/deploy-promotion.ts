import { type EnvironmentRevision, environmentRevisionDigest } from "../../core/environment/environment-revision.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import { fail, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { deploy } from "./deploy.ts"
import { eventTopic } from "./request-promotions.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Deploys what a promotion asks for, under the rules that opened its gates. */
export async function deployPromotion(
  ports: ServerPorts,
  promotion: PromotionRecord,
  rules: EffectiveRules,
  signal: AbortSignal,
): Promise<Result<DeploymentRecord>> {
  const fence = await ports.store.environments.takeFence(promotion.environment)
  if (fence === undefined) return fail("environment-unknown", `'${promotion.environment}' is gone`)
  const revision = revisionOf(rules, promotion.environment)
  const deployment = await ports.store.environments.createDeployment({
    environment: promotion.environment,
    release: promotion.release,
    commit: promotion.commit,
    revision: environmentRevisionDigest(revision),
    revisionDocument: revision,
    kind: "promotion",
    promotion: promotion.id,
    person: promotion.person,
    fence,
    createdAt: ports.clock.now(),
  })
  if (!deployment) return fail("stale-worker", `another deployment of '${promotion.environment}' has begun`)
  const topics = [eventTopic(promotion.event), `promotion:${promotion.id}` as const]
  return deploy(ports, deployment, { signal, say: (text) => ports.progress.say(topics, text) })
}

/** What the environment brings to the release: half of a deployment's identity. */
export function revisionOf(rules: EffectiveRules, environment: string): EnvironmentRevision {
  return {
    kind: "slipway.environment/v1",
    environment,
    variables: rules.environment.variables,
    secrets: {},
    target: { name: rules.environment.target, kind: "process" },
    strategy: { kind: rules.environment.strategy.kind },
    rules: rules.hash,
  }
}
