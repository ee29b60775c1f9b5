import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { ContractFacts } from "../../core/promotion/promotion-facts.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { loadChecks } from "./load-checks.ts"
import type { ServerPorts } from "./server-ports.ts"

interface RulesInForce {
  readonly definition: Definition
  readonly commit: string
}

/** What has to be known about contracts besides the jobs of a release; null where no gate asks. */
export async function loadContracts(
  ports: ServerPorts,
  rules: RulesInForce,
  { gates }: EffectiveRules,
  promotion: Pick<PromotionRecord, "release" | "environment">,
): Promise<ContractFacts | null> {
  const asking = Object.values(gates).flatMap(({ contract }) => contract ?? [])
  if (asking.length === 0) return null
  const isNeeded = asking.some(({ deployed }) => deployed)
  return {
    jobs: jobsWithContracts(rules.definition),
    running: isNeeded ? await runningOf(ports, rules, promotion) : null,
  }
}

/** Where the release itself runs, nothing changes. */
async function runningOf(
  ports: ServerPorts,
  rules: RulesInForce,
  { release, environment }: Pick<PromotionRecord, "release" | "environment">,
): Promise<ContractFacts["running"]> {
  const { environments, releases } = ports.store
  const current = (await environments.get(environment))?.current ?? null
  const deployment = current === null ? undefined : await environments.getDeployment(current)
  if (!deployment || deployment.release === release) return null
  const record = await releases.get(deployment.release)
  if (!record) return { kind: "unknown", why: `there is no release ${deployment.release}` }
  const checks = await loadChecks(ports, rules, record, deployment)
  if (!checks.ok) return { kind: "unknown", why: checks.failure.message }
  const images = Object.entries(record.manifest.services).map(([service, { image }]) => [service, image] as const)
  return { kind: "known", images: Object.fromEntries(images), jobs: checks.value.jobs }
}

function jobsWithContracts({ services }: Definition): readonly string[] {
  return Object.entries(services).flatMap(([service, { jobs }]) =>
    Object.entries(jobs)
      .filter(([, { reports }]) => reports?.contracts !== undefined || reports?.verified !== undefined)
      .map(([name]) => `${service}:${name}`),
  )
}
