import { type EnvironmentRevision, environmentRevisionDigest } from "../../core/environment/environment-revision.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import { fail, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { beginDeployment } from "./begin-deployment.ts"
import { isOvertaken } from "./is-overtaken.ts"
import type { Judgement } from "./judge-promotion.ts"
import { findSecrets, versionsOf } from "./secrets/find-secrets.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Begins the deployment that a promotion asks for, under the rules that opened its gates. What may have changed since it
 * was looked at is asked again in the transaction that begins: the pin, what runs there, and whether it still waits.
 */
export async function beginPromotion(
  ports: ServerPorts,
  promotion: PromotionRecord,
  { rules, serving }: Pick<Judgement, "rules" | "serving">,
): Promise<Result<DeploymentRecord>> {
  const { id, environment, release, commit, person } = promotion
  const secrets = await findSecrets(ports, rules.template, rules.environment.secrets)
  if (!secrets.ok) return secrets
  const revision = revisionOf(rules, environment, promotion.choice?.mocks, versionsOf(secrets.value))
  return ports.store.transaction(async (store) => {
    const record = await store.environments.get(environment)
    if (record && record.pinned !== null) return isPinned(environment, record.pinned)
    if (await isOvertaken(store, promotion)) {
      return fail("environment-busy", `a newer commit has just been deployed in '${environment}'`)
    }
    if ((record?.current ?? null) !== serving) return fail("stale-worker", "what runs there has just changed")
    if ((await store.promotions.get(id))?.state !== "waiting") return fail("stale-worker", "it waits no more")
    const begun = await beginDeployment(store, {
      environment,
      release,
      commit,
      revision: environmentRevisionDigest(revision),
      revisionDocument: revision,
      kind: "promotion",
      promotion: id,
      person,
      createdAt: ports.clock.now(),
    })
    if (begun.ok) await store.promotions.move(id, ["waiting"], "deploying", null)
    return begun
  })
}

/** Nothing enters until a person resumes. */
export function isPinned(environment: string, why: string): Result<never> {
  const hint = `slipway resume ${environment}`
  return fail("environment-pinned", `${environment} is pinned (${why})`, { hint })
}

/** What the environment brings to the release: half of a deployment's identity. */
export function revisionOf(
  rules: EffectiveRules,
  environment: string,
  chosen: readonly string[] = [],
  secrets: EnvironmentRevision["secrets"] = {},
): EnvironmentRevision {
  const mocks = [...new Set([...rules.environment.mocks, ...chosen])].sort()
  return {
    kind: "slipway.environment/v1",
    environment,
    variables: rules.environment.variables,
    secrets,
    target: { name: rules.environment.target, kind: "process" },
    strategy: rules.environment.strategy,
    ...(mocks.length > 0 ? { mocks } : {}),
    rules: rules.hash,
  }
}
