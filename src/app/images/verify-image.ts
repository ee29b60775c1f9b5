import { BUNDLE_TYPE } from "../../core/evidence/bundle.ts"
import { isAcceptable, type TrustPolicy } from "../../core/evidence/judge-statement.ts"
import { type JobResults, PREDICATE, type Provenance } from "../../core/evidence/statement.ts"
import type { Inventory, StoredManifest } from "../../core/image/inventory.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { SUBJECT_TYPE } from "../put-subject.ts"
import { documentOf } from "../read-envelope.ts"
import { type Examined, type ExaminePorts, examineStatement } from "./examine-statement.ts"

/** A statement, and how it came to be shown: it is about the image, a release with it, or jobs of the run that built it. */
export interface ImageStatement {
  readonly digest: Digest
  readonly about: "image" | "release" | "sources"
  readonly examined: Examined
}

/**
 * `succeeded`: somebody whom the definition trusts says where the image comes from. `failed`: nobody does. `errored`: a
 * statement is damaged or cannot be reached, so that nobody can tell.
 */
export interface VerifiedImage {
  readonly image: Digest
  readonly status: "succeeded" | "failed" | "errored"
  readonly why: string
  readonly statements: readonly ImageStatement[]
  /** Whether releases and jobs were looked for: a registry does not list them. */
  readonly isWhole: boolean
  /** How many statements about jobs are damaged; whose jobs these are nobody can tell. */
  readonly damaged: number
}

export interface VerifyRequest {
  readonly image: Digest
  readonly policy: TrustPolicy
  /** What there is besides the image; null where that cannot be listed. */
  readonly inventory: Inventory | null
}

/** Every statement about an image, about releases that hold it, and about the jobs of the runs that built it. */
export async function verifyImage(
  ports: ExaminePorts,
  { image, policy, inventory }: VerifyRequest,
): Promise<Result<VerifiedImage>> {
  const { registry } = ports
  // Whatever is to be verified has to be there, whole.
  const manifest = await registry.readManifest(image)
  if (!manifest.ok) return manifest
  const listed = await registry.referrers(image, BUNDLE_TYPE)
  if (!listed.ok) return listed
  const examine = async (about: ImageStatement["about"], digests: readonly Digest[]) => {
    const statements: ImageStatement[] = []
    for (const digest of digests) {
      statements.push({ digest, about, examined: await examineStatement(ports, digest, policy) })
    }
    return statements
  }
  const onImage = await examine(
    "image",
    listed.value.map(({ digest }) => digest),
  )
  const artifacts = inventory?.manifests ?? []
  const onReleases = await examine("release", await statementsOnReleases(registry, artifacts, image))
  const runs = runsOf(onImage)
  const onJobs = await examine("sources", besides(artifacts, ofType(artifacts, SUBJECT_TYPE.run)))
  const statements = [...onImage, ...onReleases, ...onJobs.filter(({ examined }) => isOfRun(examined, runs))]
  const damaged = onJobs.filter(({ examined }) => examined.kind === "errored").length
  return ok({ image, ...verdictOn(statements), statements, isWhole: inventory !== null, damaged })
}

function verdictOn(statements: readonly ImageStatement[]): Pick<VerifiedImage, "status" | "why"> {
  const errored = statements.find(({ examined }) => examined.kind === "errored")
  if (errored?.examined.kind === "errored") {
    return { status: "errored", why: `a statement about its ${errored.about} cannot be read: ${errored.examined.why}` }
  }
  const provenance = statements.flatMap(({ examined, about }) => {
    const isProvenance = about === "image" && examined.kind === "read"
    return isProvenance && examined.statement.predicateType === PREDICATE.provenance ? [examined] : []
  })
  const accepted = provenance.find(({ checks }) => isAcceptable(checks))
  if (accepted) return { status: "succeeded", why: `built by ${accepted.signer}, whom the definition trusts` }
  const [first] = provenance
  const wrong = first?.checks.find(({ state }) => state === "unacceptable")
  if (!wrong) return { status: "failed", why: "nothing says where it comes from" }
  return { status: "failed", why: `nothing acceptable says where it comes from: ${wrong.check}: ${wrong.why}` }
}

async function statementsOnReleases(
  registry: ImageRegistry,
  artifacts: readonly StoredManifest[],
  image: Digest,
): Promise<readonly Digest[]> {
  const holding = new Set<Digest>()
  for (const digest of ofType(artifacts, SUBJECT_TYPE.release)) {
    const manifest = await registry.readManifest(digest)
    const document = manifest.ok ? documentOf(manifest.value) : undefined
    const bytes = document && (await registry.readBlob(document))
    if (bytes?.ok && holds(bytes.value, image)) holding.add(digest)
  }
  return besides(artifacts, holding)
}

function holds(bytes: Buffer, image: Digest): boolean {
  const { services } = JSON.parse(bytes.toString("utf8")) as ReleaseManifest
  return Object.values(services).some((service) => service.image === image)
}

function ofType(artifacts: readonly StoredManifest[], type: string): ReadonlySet<Digest> {
  return new Set(artifacts.filter(({ artifactType }) => artifactType === type).map(({ digest }) => digest))
}

/** Statements that are stored beside these. */
function besides(artifacts: readonly StoredManifest[], subjects: ReadonlySet<Digest>): readonly Digest[] {
  const statements = artifacts.filter(({ artifactType }) => artifactType === BUNDLE_TYPE)
  return statements.filter(({ subject }) => subject !== null && subjects.has(subject)).map(({ digest }) => digest)
}

/** `<commit> <run>` of everybody who says to have built the image. */
function runsOf(statements: readonly ImageStatement[]): ReadonlySet<string> {
  return new Set(
    statements.flatMap(({ examined }) => {
      if (examined.kind !== "read" || examined.statement.predicateType !== PREDICATE.provenance) return []
      const { buildDefinition, runDetails } = examined.statement.predicate as Provenance
      const commit = buildDefinition.resolvedDependencies.find(({ digest }) => digest.gitCommit)?.digest.gitCommit
      return [`${commit} ${runDetails.metadata.invocationId}`]
    }),
  )
}

function isOfRun(examined: Examined, runs: ReadonlySet<string>): boolean {
  if (examined.kind !== "read" || examined.statement.predicateType !== PREDICATE.jobs) return false
  const { jobs } = examined.statement.predicate as JobResults
  return jobs.some(({ commit, run }) => runs.has(`${commit} ${run}`))
}
