import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { PREDICATE, type Verification } from "../../core/evidence/statement.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { PromotionFacts, UpstreamFact } from "../../core/promotion/promotion-facts.ts"
import { branchOf, nameOf } from "../../core/routing/route-event.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { LedgerEntry } from "../../ports/store/ledger.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { ReleaseProvenance, ReleaseRecord } from "../../ports/store/release-store.ts"
import { loadAnalysisBase } from "./load-analysis-base.ts"
import { loadApprovals } from "./load-approvals.ts"
import { loadBrought } from "./load-brought.ts"
import { loadChecks } from "./load-checks.ts"
import { loadCommands } from "./load-commands.ts"
import { loadContracts } from "./load-contracts.ts"
import { loadHotfix } from "./load-hotfix.ts"
import { loadMerge } from "./load-merge.ts"
import { loadOverrides } from "./load-overrides.ts"
import { loadRejection } from "./load-rejection.ts"
import { loadReviews } from "./load-reviews.ts"
import { loadScans } from "./load-scans.ts"
import { loadSoaks } from "./load-soaks.ts"
import { namesOf } from "./names-of.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What a promotion's gates are decided from. Every statement that may count is read from the registry and verified. */
export async function loadPromotionFacts(
  ports: ServerPorts,
  rules: { readonly definition: Definition; readonly commit: string },
  effective: EffectiveRules,
  promotion: Pick<PromotionRecord, "release" | "commit" | "environment" | "event" | "person"> &
    Partial<Pick<PromotionRecord, "id">>,
): Promise<Result<PromotionFacts>> {
  const release = await ports.store.releases.get(promotion.release)
  if (!release) return fail("release-unknown", `there is no release ${promotion.release}`)
  const provenance = await ports.store.releases.provenance(promotion.release)
  const commit = await ports.repository.commit(promotion.commit)
  if (!commit.ok) return commit
  const checks = await loadChecks(ports, rules, release, promotion)
  if (!checks.ok) return checks
  const upstream = await upstreamFact(ports, rules.definition, effective, provenance)
  return ok({
    release: promotion.release,
    manifest: release.manifest,
    commit: promotion.commit,
    ...checks.value,
    images: await imageFacts(ports, release),
    analysisBase: await loadAnalysisBase(ports, rules, effective, promotion),
    scans: await loadScans(ports, effective, release.manifest),
    brought: await loadBrought(ports, rules.definition, effective, promotion),
    approvals: await loadApprovals(ports, promotion.release, promotion.environment),
    overrides: await loadOverrides(ports, promotion.release, promotion.environment),
    rejection: await loadRejection(ports, promotion.release),
    contracts: await loadContracts(ports, rules, effective, promotion),
    commands: await loadCommands(ports, effective, promotion),
    soaks: await loadSoaks(ports, rules.definition, effective, promotion.release),
    upstream,
    merge: await loadMerge(ports, rules.definition, effective, { candidate: promotion, upstream }),
    reviews: await loadReviews(ports, rules.definition, effective, promotion),
    hotfix: await loadHotfix(ports, rules.definition, effective.template, promotion),
    names: await namesOf(ports, promotion.release),
    author: commit.value.author,
    committer: commit.value.committer,
    requestedBy: promotion.event === null ? promotion.person : null,
    now: ports.clock.now(),
  })
}

async function imageFacts(ports: ServerPorts, release: ReleaseRecord): Promise<PromotionFacts["images"]> {
  return Promise.all(
    Object.entries(release.manifest.services).map(async ([service, { image }]) => {
      const entries = await ports.store.ledger.bySubject(image, PREDICATE.provenance)
      return { service, image, proof: (await prove(ports, entries.at(-1))).proof }
    }),
  )
}

/** Of a preview environment: that of any branch that has built the release. */
async function upstreamFact(
  ports: ServerPorts,
  rules: Definition,
  effective: EffectiveRules,
  provenance: readonly ReleaseProvenance[],
): Promise<UpstreamFact | null> {
  if (!("environment" in effective.wayIn)) return null
  const key = effective.wayIn.environment
  const definition = rules.environments[key]
  const branches = definition?.ephemeral ? provenance.map(({ ref }) => branchOf(ref)) : [null]
  const names = branches.map((branch) => (definition ? nameOf(rules, key, definition, branch) : key))
  const [release] = provenance
  const entries = release ? await ports.store.ledger.bySubject(release.release, PREDICATE.verification) : []
  const own = entries.filter(({ predicate }) =>
    names.some((name) => (predicate as Partial<Verification> | null)?.environment === name),
  )
  const isWhole = ({ predicate }: LedgerEntry) => (predicate as Partial<Verification> | null)?.mocks === undefined
  const entry = ("mocked" in effective.wayIn ? undefined : own.findLast(isWhole)) ?? own.at(-1)
  const { proof, predicate } = await prove<Verification>(ports, entry)
  return { environment: key, proof, status: predicate?.status ?? null, mocks: predicate?.mocks ?? [] }
}
