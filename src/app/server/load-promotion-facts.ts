import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { type JobResult, PREDICATE, type Verification } from "../../core/evidence/statement.ts"
import { makeBuildPlan } from "../../core/plan/make-plan.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { JobFact, PromotionFacts, Proof, UpstreamFact } from "../../core/promotion/promotion-facts.ts"
import { applicableJobs, pushOf } from "../../core/routing/applicable-jobs.ts"
import { branchOf, nameOf } from "../../core/routing/route-event.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { LedgerEntry } from "../../ports/store/ledger.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { ReleaseProvenance, ReleaseRecord } from "../../ports/store/release-store.ts"
import type { RunJobRecord } from "../../ports/store/run-store.ts"
import { loadAnalysisBase } from "./load-analysis-base.ts"
import { loadApprovals } from "./load-approvals.ts"
import { loadHotfix } from "./load-hotfix.ts"
import { loadMerge } from "./load-merge.ts"
import { loadOverrides } from "./load-overrides.ts"
import { loadRejection } from "./load-rejection.ts"
import { loadScans } from "./load-scans.ts"
import { loadSoaks } from "./load-soaks.ts"
import { prove } from "./prove-entry.ts"
import { isOnProtectedBranch } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What a promotion's gates are decided from. Every statement that may count is read from the registry and verified. */
export async function loadPromotionFacts(
  ports: ServerPorts,
  rules: { readonly definition: Definition; readonly commit: string },
  effective: EffectiveRules,
  promotion: Pick<PromotionRecord, "release" | "commit" | "environment" | "event" | "person">,
): Promise<Result<PromotionFacts>> {
  const release = await ports.store.releases.get(promotion.release)
  if (!release) return fail("release-unknown", `there is no release ${promotion.release}`)
  const provenance = await ports.store.releases.provenance(promotion.release)
  const origin = provenance.find((known) => known.commit === promotion.commit)
  if (!origin) return fail("release-unknown", `release ${promotion.release} was not built from ${promotion.commit}`)
  const commit = await ports.repository.commit(promotion.commit)
  if (!commit.ok) return commit
  const ran = (await ports.store.runs.jobs(origin.run)).filter((job) => job.key !== null)
  const expected = await protectedJobs(ports, rules, origin)
  if (!expected.ok) return expected
  const upstream = await upstreamFact(ports, rules.definition, effective, provenance)
  return ok({
    release: promotion.release,
    manifest: release.manifest,
    commit: promotion.commit,
    jobs: await jobFacts(ports, release, ran, expected.value),
    missingJobs: expected.value ? missingOf(expected.value, release, ran) : [],
    images: await imageFacts(ports, release),
    analysisBase: await loadAnalysisBase(ports, rules, effective, promotion),
    scans: await loadScans(ports, effective, release.manifest),
    approvals: await loadApprovals(ports, promotion.release, promotion.environment),
    overrides: await loadOverrides(ports, promotion.release, promotion.environment),
    rejection: await loadRejection(ports, promotion.release),
    soaks: await loadSoaks(ports, rules.definition, effective, promotion.release),
    upstream,
    merge: await loadMerge(ports, rules.definition, effective, { candidate: promotion, upstream }),
    hotfix: await loadHotfix(ports, rules.definition, effective.template, promotion),
    names: (await ports.store.releases.names(promotion.release)).filter((name) => name.complete),
    author: commit.value.author,
    committer: commit.value.committer,
    requestedBy: promotion.event === null ? promotion.person : null,
    now: ports.clock.now(),
  })
}

/** Definitions that the protected branch has of the jobs that such a push runs; null where the commit is on it, so that its own were reviewed there. */
async function protectedJobs(
  ports: ServerPorts,
  rules: { readonly definition: Definition; readonly commit: string },
  { commit, ref }: Pick<ReleaseProvenance, "commit" | "ref">,
): Promise<Result<ReadonlyMap<string, { definition: Digest; owner: string | null }> | null>> {
  if (await isOnProtectedBranch(ports.repository, rules.definition, commit)) return ok(null)
  const files = await ports.repository.files(rules.commit)
  if (!files.ok) return files
  const { definition } = applicableJobs(rules.definition, pushOf(rules.definition, ref))
  const plan = makeBuildPlan(definition, files.value)
  const jobs = plan.jobs.filter((job) => job.kind === "job")
  return ok(new Map(jobs.map((job) => [job.id, { definition: job.definition, owner: job.owner }])))
}

function missingOf(
  expected: ReadonlyMap<string, { owner: string | null }>,
  release: ReleaseRecord,
  ran: readonly RunJobRecord[],
): string[] {
  const known = new Set(ran.map((job) => job.job))
  const concerns = (owner: string | null) => owner !== null && owner in release.manifest.services
  return [...expected].filter(([id, { owner }]) => concerns(owner) && !known.has(id)).map(([id]) => id)
}

async function jobFacts(
  ports: ServerPorts,
  release: ReleaseRecord,
  ran: readonly RunJobRecord[],
  expected: ReadonlyMap<string, { definition: Digest }> | null,
): Promise<JobFact[]> {
  const keys = ran.flatMap((job) => (job.key ? [job.key] : []))
  const entries = await ports.store.ledger.latestByKey(keys)
  return Promise.all(
    ran.map(async (job) => {
      const entry = job.key ? entries.get(job.key) : undefined
      const proven = await prove<JobResult>(ports, entry)
      const result = proven.predicate
      const isSame = result === null || (result.definition === job.definition && result.inputs === job.inputs)
      const [owner] = job.job.split(":")
      const released = owner === undefined ? undefined : release.manifest.services[owner]?.image
      const isOther = entry?.subjectKind === "image" && entry.subject !== released
      const other: Proof = {
        kind: "unreadable",
        why: isOther ? "its statement speaks about another image" : "its statement speaks about other inputs",
      }
      const there = expected?.get(job.job)
      const same = expected === null || there?.definition === job.definition
      return {
        job: job.job,
        service: owner !== undefined && owner in release.manifest.services ? owner : null,
        definition: same ? "same" : there ? "changed" : "new",
        proof: isSame && !isOther ? proven.proof : other,
        status: result?.status ?? null,
        coverage: result?.coverage?.lines ?? null,
        findings: result?.findings ?? null,
      } satisfies JobFact
    }),
  )
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
