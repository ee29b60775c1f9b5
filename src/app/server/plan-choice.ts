import { effectiveRules } from "../../core/promotion/effective-rules.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { chooseDeployment, type WantedDeployment } from "./choose-deployment.ts"
import { type DeploymentPlan, planDeployment } from "./plan-deployment.ts"
import type { ServerPorts } from "./server-ports.ts"

/** All that would happen if what a person has chosen were deployed. */
export interface ChoicePlan extends DeploymentPlan {
  readonly release: Digest
  readonly environment: string
  /** Whether no single commit has built these images; such a release goes no further. */
  readonly isMixture: boolean
  /** Gates that it would have to pass. */
  readonly gates: readonly string[]
  /** Why nothing enters until a person resumes; null when free. */
  readonly pinned: string | null
}

/** Works out what a choice would do. It asks for nothing and changes nothing. */
export async function planChoice(ports: ServerPorts, wanted: WantedDeployment): Promise<Result<ChoicePlan>> {
  const chosen = await chooseDeployment(ports, wanted)
  if (!chosen.ok) return chosen
  const { environment, template, definition, wayIn, release, manifest, commit, choice } = chosen.value
  const rules = effectiveRules(definition, template, wayIn)
  if (!rules) return fail("environment-unknown", `the definition has no way into '${environment}' any more`)
  const parts = Object.values(choice.parts)
  const entry = { environment, definition, rules, release, manifest, commit, parts, mocks: choice.mocks }
  const planned = await planDeployment(ports, entry)
  if (!planned.ok) return planned
  return ok({
    release,
    environment,
    isMixture: parts.length > 0,
    gates: Object.keys(rules.gates),
    pinned: (await ports.store.environments.get(environment))?.pinned ?? null,
    ...planned.value,
  })
}
