import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { isHotfixBranch } from "../../core/promotion/hotfix-branch.ts"
import type { HotfixFact } from "../../core/promotion/promotion-facts.ts"
import { branchOf } from "../../core/routing/route-event.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Missing commits that are looked for. */
const MOST = 100

/** The hotfix that an environment runs, and which of its commits a release lacks; null where it runs none, or this one. */
export async function loadHotfix(
  { store, repository }: Pick<ServerPorts, "store" | "repository">,
  rules: Definition,
  template: string,
  { release, commit, environment }: Pick<PromotionRecord, "release" | "commit" | "environment">,
): Promise<HotfixFact | null> {
  const record = await store.environments.get(environment)
  const running = record?.current ? await store.environments.getDeployment(record.current) : undefined
  if (!running || running.release === release) return null
  const provenance = await store.releases.provenance(running.release)
  const branches = provenance.flatMap((one) => (one.commit === running.commit ? (branchOf(one.ref) ?? []) : []))
  const branch = branches.find((one) => isHotfixBranch(rules, template, one))
  if (branch === undefined) return null
  const missing = await repository.missingCommits(running.commit, commit, MOST)
  return {
    commit: running.commit,
    branch,
    missing: missing.ok ? { commits: missing.value.map((one) => one.commit) } : { unknown: missing.failure.message },
  }
}
