import { PREDICATE } from "../../core/evidence/statement.ts"
import { type Digest, isDigest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { GitEvent } from "../../ports/store/event-store.ts"
import type { LedgerEntry } from "../../ports/store/ledger.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { ReleaseName } from "../../ports/store/release-store.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { resolveRelease } from "./resolve-release.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Deployments that are told of. */
const DEPLOYMENTS = 100

export interface TracedCommit {
  readonly commit: string
  readonly author: string | null
  readonly subject: string | null
  readonly at: number | null
}

/** The way of a release from its commits to where it runs, with times. */
export interface ReleaseTrace {
  readonly release: Digest
  readonly createdAt: number
  readonly names: readonly Pick<ReleaseName, "name" | "kind" | "person" | "createdAt">[]
  readonly commits: readonly TracedCommit[]
  readonly events: readonly Pick<GitEvent, "seq" | "ref" | "commit" | "person" | "acceptedAt" | "status" | "note">[]
  /** Those that built it, and those that ran against it. */
  readonly runs: readonly RunRecord[]
  readonly images: readonly { readonly service: string; readonly image: Digest }[]
  /** Statements about its images, oldest first. */
  readonly evidence: readonly Pick<
    LedgerEntry,
    "statement" | "subject" | "predicateType" | "signer" | "status" | "recordedAt"
  >[]
  readonly promotions: readonly PromotionRecord[]
  readonly deployments: readonly DeploymentRecord[]
  readonly acts: readonly TracedAct[]
}

/** What a person has signed about it. */
export interface TracedAct {
  readonly statement: Digest
  readonly act: "approval" | "override" | "rejection"
  readonly person: string
  /** Null for what holds everywhere. */
  readonly environment: string | null
  readonly gate: string | null
  /** It takes back what was said before. */
  readonly isTakenBack: boolean
  readonly at: number
}

/** By whatever people call the release; a mixture has no name but its digest. */
export async function traceRelease(ports: ServerPorts, text: string): Promise<Result<ReleaseTrace>> {
  const { store } = ports
  const known = isDigest(text) ? await store.releases.get(text) : undefined
  const resolved = known ? ok({ release: known.digest }) : await resolveRelease(ports, text)
  if (!resolved.ok) return resolved
  const { release } = resolved.value
  const record = await store.releases.get(release)
  const images = Object.entries(record?.manifest.services ?? {}).map(([service, { image }]) => ({ service, image }))
  const provenance = (await store.releases.provenance(release)).toReversed()
  const deployments = (await store.environments.deploymentsOf(release, DEPLOYMENTS)).toReversed()
  const built = await present(provenance.map(({ run }) => store.runs.get(run)))
  const verified = await store.runs.ofDeployments(deployments.map(({ id }) => id))
  const events = await present(
    [...new Set(provenance.flatMap(({ event }) => event ?? []))].map((seq) => store.events.get(seq)),
  )
  const commits = [...new Set([...provenance, ...deployments].map(({ commit }) => commit))]
  const statements = await Promise.all(images.map(({ image }) => store.ledger.bySubject(image)))
  return ok({
    release,
    createdAt: record?.createdAt ?? 0,
    names: (await store.releases.names(release)).map(({ name, kind, person, createdAt }) => ({
      name,
      kind,
      person,
      createdAt,
    })),
    commits: await Promise.all(commits.map((commit) => tracedCommit(ports, commit))),
    events: events.map(({ seq, ref, commit, person, acceptedAt, status, note }) => {
      return { seq, ref, commit, person, acceptedAt, status, note }
    }),
    runs: [...built, ...verified],
    images,
    evidence: statements.flat().map(({ statement, subject, predicateType, signer, status, recordedAt }) => {
      return { statement, subject, predicateType, signer, status, recordedAt }
    }),
    promotions: await store.promotions.ofRelease(release),
    deployments,
    acts: (await store.ledger.bySubject(release)).flatMap(tracedAct),
  })
}

async function present<T>(found: readonly Promise<T | undefined>[]): Promise<readonly T[]> {
  return (await Promise.all(found)).filter((one) => one !== undefined)
}

async function tracedCommit({ repository }: ServerPorts, commit: string): Promise<TracedCommit> {
  const facts = await repository.commit(commit)
  if (!facts.ok) return { commit, author: null, subject: null, at: null }
  const { author, subject, committedAt } = facts.value
  return { commit, author: author.name, subject, at: committedAt }
}

const ACTS: Readonly<Record<string, TracedAct["act"]>> = {
  [PREDICATE.approval]: "approval",
  [PREDICATE.override]: "override",
  [PREDICATE.rejection]: "rejection",
}

function tracedAct({ statement, predicateType, predicate, recordedAt }: LedgerEntry): TracedAct[] {
  const act = ACTS[predicateType]
  if (!act) return []
  const said = predicate as { person: string; environment?: string; gate?: string; revoked?: true; lifted?: true }
  return [
    {
      statement,
      act,
      person: said.person,
      environment: said.environment ?? null,
      gate: said.gate ?? null,
      isTakenBack: said.revoked === true || said.lifted === true,
      at: recordedAt,
    },
  ]
}
