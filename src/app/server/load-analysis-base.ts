import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { allIdentities, type Identities } from "../../core/evidence/analysis-findings.ts"
import type { JobResult } from "../../core/evidence/statement.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { AnalysisBase } from "../../core/promotion/promotion-facts.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { prove } from "./prove-entry.ts"
import { isOnProtectedBranch } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

/** How far back a commit is looked for that was built here. */
const FARTHEST = 100

interface RulesInForce {
  readonly definition: Definition
  readonly commit: string
}

type Candidate = Pick<PromotionRecord, "commit" | "environment">

/**
 * What the analyses of a commit's base found: of a commit on a protected branch, what the environment runs; of any other,
 * where it left that branch, or the nearest commit before that was built. Null where no gate asks for it.
 */
export async function loadAnalysisBase(
  ports: ServerPorts,
  rules: RulesInForce,
  effective: EffectiveRules,
  promotion: Candidate,
): Promise<AnalysisBase | null> {
  if (!Object.values(effective.gates).some(({ analysis }) => analysis?.new !== undefined)) return null
  const base = await baseOf(ports, rules, promotion)
  if (!base.ok) return { kind: "unknown", why: base.failure.message }
  if (base.value === null) return { kind: "none", why: `${promotion.environment} runs nothing yet` }
  const found = await findingsOf(ports, base.value, effective.builders)
  return found.ok
    ? { kind: "known", commit: base.value.commit, identities: found.value }
    : { kind: "unknown", why: found.failure.message }
}

interface Built {
  readonly commit: string
  readonly run: number
}

async function baseOf(
  ports: ServerPorts,
  rules: RulesInForce,
  { commit, environment }: Candidate,
): Promise<Result<Built | null>> {
  if (!(await isOnProtectedBranch(ports.repository, rules.definition, commit))) {
    const left = await ports.repository.mergeBase(commit, rules.commit)
    if (!left.ok) return left
    if (left.value === null) return fail("ref-unknown", "the commit has nothing in common with the protected branch")
    return nearestBuilt(ports, left.value)
  }
  const running = await ports.store.environments.get(environment)
  const current = running?.current ? await ports.store.environments.getDeployment(running.current) : undefined
  if (!current) return ok(null)
  const provenance = await ports.store.releases.provenance(current.release)
  const built = provenance.find((known) => known.commit === current.commit)
  return built ? ok(built) : fail("release-unknown", `it is not known which run built what ${environment} runs`)
}

async function nearestBuilt(ports: ServerPorts, commit: string): Promise<Result<Built>> {
  const history = await ports.repository.log(null, commit, FARTHEST)
  if (!history.ok) return history
  for (const candidate of history.value) {
    const [built] = await ports.store.releases.byCommit(candidate.commit)
    if (built) return ok(built)
  }
  const base = commit.slice(0, 12)
  return fail("release-unknown", `neither its base ${base} nor a commit before that was built here: push it first`)
}

async function findingsOf(
  ports: ServerPorts,
  { run, commit }: Built,
  builders: readonly string[],
): Promise<Result<Identities>> {
  const jobs = await ports.store.runs.jobs(run)
  const entries = await ports.store.ledger.latestByKey(jobs.flatMap(({ key }) => (key ? [key] : [])))
  const found: (Identities | undefined)[] = []
  for (const { job, key } of jobs) {
    if (!key) continue
    const { proof, predicate } = await prove<JobResult>(ports, entries.get(key))
    if (proof.kind !== "valid" || !builders.includes(proof.signer)) {
      return fail("evidence-missing", `there is no sound evidence of ${job} of its base ${commit.slice(0, 12)}`)
    }
    if (predicate?.findings) found.push(predicate.findings.identities)
  }
  const all = allIdentities(found)
  return all
    ? ok(all)
    : fail("evidence-missing", `what analyses found in its base ${commit.slice(0, 12)} cannot be compared`)
}
