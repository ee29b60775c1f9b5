import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { JobResult } from "../../core/evidence/statement.ts"
import { makeBuildPlan } from "../../core/plan/make-plan.ts"
import type { JobFact, PromotionFacts, Proof } from "../../core/promotion/promotion-facts.ts"
import { applicableJobs, pushOf } from "../../core/routing/applicable-jobs.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { ReleaseRecord } from "../../ports/store/release-store.ts"
import type { RunJobRecord } from "../../ports/store/run-store.ts"
import { prove } from "./prove-entry.ts"
import { originsOf, type ReleaseOrigin } from "./release-origins.ts"
import { isOnProtectedBranch } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

interface RulesInForce {
  readonly definition: Definition
  readonly commit: string
}

/** The jobs that a release's commit had to pass; of a mixture, for each commit those of the services that it gives. */
export async function loadChecks(
  ports: ServerPorts,
  rules: RulesInForce,
  release: ReleaseRecord,
  promotion: Pick<PromotionRecord, "commit">,
): Promise<Result<Pick<PromotionFacts, "jobs" | "missingJobs">>> {
  const origins = await originsOf(ports, release, promotion)
  if (!origins.ok) return origins
  const jobs: JobFact[] = []
  const missingJobs: string[] = []
  for (const origin of origins.value) {
    const isOwn = (job: string) => {
      const [owner = ""] = job.split(":")
      return !(owner in release.manifest.services) || origin.services.has(owner)
    }
    const all = (await ports.store.runs.jobs(origin.run)).filter((job) => job.key !== null)
    const ran = all.filter(({ job }) => isOwn(job))
    const expected = await protectedJobs(ports, rules, origin)
    if (!expected.ok) return expected
    jobs.push(...(await jobFacts(ports, release, ran, expected.value)))
    if (expected.value) missingJobs.push(...missingOf(expected.value, origin, ran))
  }
  return ok({ jobs, missingJobs })
}

/**
 * Definitions that the protected branch has of the jobs that such a push runs; null where the commit is on it, so that its
 * own were reviewed there.
 */
async function protectedJobs(
  ports: ServerPorts,
  rules: RulesInForce,
  { commit, ref }: ReleaseOrigin,
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
  { services }: ReleaseOrigin,
  ran: readonly RunJobRecord[],
): string[] {
  const known = new Set(ran.map((job) => job.job))
  const concerns = (owner: string | null) => owner !== null && services.has(owner)
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
        ...(result?.contracts && { contracts: result.contracts }),
      } satisfies JobFact
    }),
  )
}
