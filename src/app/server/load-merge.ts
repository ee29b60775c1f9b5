import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { imageInputChanges } from "../../core/plan/image-input-changes.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { MergeFact, UpstreamFact } from "../../core/promotion/promotion-facts.ts"
import { branchOf, nameOf } from "../../core/routing/route-event.ts"
import { refMatches } from "../../core/shared/ref-pattern.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { keyedPlanAt } from "../affected/keyed-plans.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Deployments of an environment that are looked through for one that was verified. */
const FARTHEST = 20

type Candidate = Pick<PromotionRecord, "release" | "commit">

/**
 * Whether a branch of `when: { branch }` has built the release, and if that is not what was verified upstream, in which
 * paths the image inputs of the two differ. Null where the way in does not wait for a merge.
 */
export async function loadMerge(
  ports: ServerPorts,
  rules: Definition,
  { wayIn }: EffectiveRules,
  { candidate, upstream }: { readonly candidate: Candidate; readonly upstream: UpstreamFact | null },
): Promise<MergeFact | null> {
  const { when } = wayIn
  if (!("environment" in wayIn) || when?.kind !== "branch") return null
  const provenance = await ports.store.releases.provenance(candidate.release)
  const isMerged = provenance.some(({ ref }) => {
    const branch = branchOf(ref)
    return branch !== null && refMatches(when.branch, branch)
  })
  const isOpen = isMerged && upstream?.proof.kind === "absent"
  return { isMerged, differs: isOpen ? await differences(ports, rules, wayIn.environment, candidate.commit) : null }
}

/** Compared with what is verified upstream and differs least; null where nothing is, or it cannot be compared. */
async function differences(
  ports: ServerPorts,
  rules: Definition,
  upstream: string,
  commit: string,
): Promise<readonly string[] | null> {
  const merged = await keyedPlanAt(ports.repository, commit, () => ({}))
  if (!merged.ok) return null
  let least: readonly string[] | null = null
  for (const environment of await environmentsOf(ports, rules, upstream, commit)) {
    const deployments = await ports.store.environments.deployments(environment, FARTHEST)
    const verified = deployments.find(({ verification }) => verification === "succeeded")
    if (!verified) continue
    const tested = await keyedPlanAt(ports.repository, verified.commit, () => ({}))
    if (!tested.ok) continue
    const paths = imageInputChanges(tested.value, merged.value)
    if (least === null || paths.length < least.length) least = paths
  }
  return least
}

/** Of a preview environment: those that exist, and those of the branches that the commit has merged. */
async function environmentsOf(
  ports: ServerPorts,
  rules: Definition,
  key: string,
  commit: string,
): Promise<readonly string[]> {
  const definition = rules.environments[key]
  if (!definition) return []
  if (!definition.ephemeral) return [nameOf(rules, key, definition, null)]
  const existing = (await ports.store.environments.list()).filter(({ template }) => template === key)
  const facts = await ports.repository.commit(commit)
  const merged = await Promise.all(
    (facts.ok ? facts.value.parents : []).map((one) => ports.store.releases.byCommit(one)),
  )
  const branches = merged.flat().flatMap(({ ref }) => branchOf(ref) ?? [])
  const names = [
    ...existing.map(({ name }) => name),
    ...branches.map((branch) => nameOf(rules, key, definition, branch)),
  ]
  return [...new Set(names)]
}
