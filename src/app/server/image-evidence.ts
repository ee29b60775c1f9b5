import { type JobResult, PREDICATE, type Provenance } from "../../core/evidence/statement.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { LedgerEntry } from "../../ports/store/ledger.ts"
import { explainPromotion } from "./explain-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import { prove } from "./prove-entry.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Releases with the image whose gates are asked: the newest ones. */
const RELEASES = 3

/** A signed statement that speaks for or against an image. */
export interface ImageEvidence extends Pick<LedgerEntry, "statement" | "predicateType" | "status" | "recordedAt"> {
  /** Of the image itself, of the sources that it was built from, or of a release that holds it. */
  readonly about: "image" | "sources" | "release"
  /** What it says, in a few words. */
  readonly says: string
  /** By its signature; null where that could not be verified. */
  readonly signer: string | null
  /** Whether the definition names the signer. */
  readonly isTrusted: boolean
  /** Why nobody can rely on it; null where it is whole. */
  readonly unreadable: string | null
  /** Gates that rest on it, or that it keeps shut. */
  readonly gates: readonly CitingGate[]
}

export interface CitingGate {
  readonly environment: string
  readonly gate: string
  readonly state: "met" | "waiting" | "failed" | "errored"
  readonly release: Digest
}

export interface ImageEvidenceReport {
  readonly image: Digest
  readonly services: readonly string[]
  /** Newest first. */
  readonly releases: readonly Digest[]
  readonly statements: readonly ImageEvidence[]
}

interface Known {
  readonly entry: LedgerEntry
  readonly about: ImageEvidence["about"]
}

/** Every statement that the ledger has about an image, who signed it, and for which gate it counts. */
export async function imageEvidence(ports: ServerPorts, image: Digest): Promise<Result<ImageEvidenceReport>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const { ledger } = ports.store
  const onImage = await ledger.bySubject(image)
  const runs = [...new Set(onImage.flatMap(runOf))]
  const releases = await releasesWith(ports, image, runs)
  if (releases.length === 0 && onImage.length === 0) {
    return fail("image-unknown", `nothing is known of image ${image}`, { hint: "slipway image ls" })
  }
  const services = [...new Set(releases.flatMap((release) => release.services))]
  const onSources = await sourceEntries(ports, { runs, services })
  const onReleases = (await Promise.all(releases.map(({ digest }) => ledger.bySubject(digest)))).flat()
  const known: readonly Known[] = [
    ...onImage.map((entry) => ({ entry, about: "image" as const })),
    ...onSources.map((entry) => ({ entry, about: "sources" as const })),
    ...onReleases.map((entry) => ({ entry, about: "release" as const })),
  ]
  const citing = await citingGates(ports, {
    releases: releases.slice(0, RELEASES).map(({ digest }) => digest),
    environments: Object.entries(rules.value.definition.environments).flatMap(([name, { ephemeral }]) =>
      ephemeral ? [] : [name],
    ),
  })
  const { builders } = rules.value.definition.trust
  return ok({
    image,
    services,
    releases: releases.map(({ digest }) => digest),
    statements: await Promise.all(known.map((one) => evidenceOf(ports, one, { builders, citing }))),
  })
}

async function evidenceOf(
  ports: ServerPorts,
  { entry, about }: Known,
  {
    builders,
    citing,
  }: { readonly builders: readonly string[]; readonly citing: ReadonlyMap<Digest, readonly CitingGate[]> },
): Promise<ImageEvidence> {
  const { proof } = await prove(ports, entry)
  const { statement, predicateType, status, recordedAt } = entry
  const signer = proof.kind === "valid" ? proof.signer : null
  return {
    ...{ statement, predicateType, status, recordedAt, about, says: saysOf(entry), signer },
    isTrusted: signer !== null && builders.includes(signer),
    unreadable: proof.kind === "unreadable" ? proof.why : null,
    gates: citing.get(statement) ?? [],
  }
}

function saysOf({ predicateType, predicate, status }: LedgerEntry): string {
  const said = predicate as { job?: string; person?: string; environment?: string; gate?: string; revoked?: true }
  switch (predicateType) {
    case PREDICATE.provenance:
      return "where it comes from"
    case PREDICATE.scan:
      return "which vulnerabilities are known in it"
    case PREDICATE.jobs:
      return `job ${said.job}`
    case PREDICATE.verification:
      return `tests in ${said.environment}`
    case PREDICATE.approval:
      return `${said.person} approved ${said.environment}`
    case PREDICATE.override:
      return `${said.person} ${said.revoked ? "shut" : "opened"} ${said.gate} of ${said.environment}`
    case PREDICATE.command:
      return `the command of ${said.gate} of ${said.environment}`
    case PREDICATE.rejection:
      return `${said.person} rejected the release`
    default:
      return status
  }
}

/** The run that built an image, by what its provenance says. */
function runOf({ predicateType, predicate }: LedgerEntry): number[] {
  if (predicateType !== PREDICATE.provenance) return []
  const { invocationId } = (predicate as Provenance).runDetails.metadata
  const [, run] = /^run-(\d+)$/.exec(invocationId) ?? []
  return run === undefined ? [] : [Number(run)]
}

interface HoldingRelease {
  readonly digest: Digest
  /** Names of the services that run the image. */
  readonly services: readonly string[]
}

/** Releases of these runs' commits that hold the image, newest first. */
async function releasesWith(
  { store }: ServerPorts,
  image: Digest,
  runs: readonly number[],
): Promise<readonly HoldingRelease[]> {
  const commits = new Set<string>()
  for (const id of runs) {
    const run = await store.runs.get(id)
    if (run) commits.add(run.commit)
  }
  const found = new Map<Digest, HoldingRelease>()
  for (const commit of commits) {
    for (const { release: digest } of await store.releases.byCommit(commit)) {
      const release = await store.releases.get(digest)
      const services = Object.entries(release?.manifest.services ?? {}).flatMap(([name, service]) =>
        service.image === image ? [name] : [],
      )
      if (services.length > 0) found.set(digest, { digest, services })
    }
  }
  return [...found.values()]
}

/** What the jobs of these services have proven in the runs that built it, and those of the repository. */
async function sourceEntries(
  { store }: ServerPorts,
  { runs, services }: { readonly runs: readonly number[]; readonly services: readonly string[] },
): Promise<readonly LedgerEntry[]> {
  const keys = new Set<Digest>()
  for (const run of runs) {
    for (const { job, key } of await store.runs.jobs(run)) {
      const [owner = "", rest] = job.split(":")
      if (key !== null && (rest === undefined || services.includes(owner))) keys.add(key)
    }
  }
  const entries = [...(await store.ledger.latestByKey([...keys])).values()]
  return entries.filter(({ subjectKind, predicate }) => subjectKind === "source" && (predicate as JobResult).job)
}

/** Statement → gates whose answers cite it, as things stand. */
async function citingGates(
  ports: ServerPorts,
  { releases, environments }: { readonly releases: readonly Digest[]; readonly environments: readonly string[] },
): Promise<ReadonlyMap<Digest, readonly CitingGate[]>> {
  const citing = new Map<Digest, CitingGate[]>()
  for (const release of releases) {
    for (const name of environments) {
      const explained = await explainPromotion(ports, { release, environment: name })
      if (!explained.ok) continue
      const { environment, waysIn } = explained.value
      for (const { gate, state, evidence } of waysIn.flatMap(({ gates }) => gates)) {
        for (const { statement } of evidence ?? []) {
          const known = citing.get(statement) ?? []
          citing.set(statement, [...known, { environment, gate, state, release }])
        }
      }
    }
  }
  return citing
}
