import { ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { templateOf } from "./judge-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Runs that are looked through for one of the same deployment. */
const FARTHEST = 500

/**
 * Records a run of the jobs that follow a verified deployment (`after`), for the dispatcher to execute. Once: where it is
 * verified again, nothing follows.
 */
export async function startAfter(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  { event, say }: { readonly event: number | null; readonly say: (text: string) => void },
): Promise<void> {
  const jobs = await jobsAfter(ports, deployment.environment)
  if (!jobs.ok || jobs.value.length === 0) return
  const { commit, environment, id } = deployment
  const runs = await ports.store.runs.latest(FARTHEST)
  if (runs.some((run) => run.purpose === "after" && run.deployment === id)) return
  const createdAt = ports.clock.now()
  const about = { purpose: "after", event, ref: null, commit, environment, deployment: id, createdAt } as const
  const run = await ports.store.runs.create(about)
  say(`run ${run.id}: ${jobs.value.join(", ")} after the deployment to ${environment}`)
}

/** Names of the jobs that follow each verified deployment to an environment. */
export async function jobsAfter(ports: ServerPorts, environment: string): Promise<Result<readonly string[]>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const template = await templateOf(ports, rules.value.definition, environment)
  return ok(template === undefined ? [] : (rules.value.definition.environments[template]?.after ?? []))
}
