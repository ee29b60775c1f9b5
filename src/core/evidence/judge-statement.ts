import type { Definition } from "../definition/schema/definition-schema.ts"
import { matchesAny } from "../shared/ref-pattern.ts"
import { type JobResults, PREDICATE, type Provenance, type Statement, type Verification } from "./statement.ts"
import type { Vulnerabilities } from "./vulnerabilities.ts"

/** What a definition demands of whoever says something about its images. */
export interface TrustPolicy {
  readonly project: string
  /** Signers whose statements count. */
  readonly builders: readonly string[]
  /** Patterns of branches; null: any. */
  readonly branches: readonly string[] | null
}

/** A statement as it was found, before anybody believes it. */
export interface FoundStatement {
  readonly statement: Statement
  readonly keyId: string
  /** Whose key that is; null: nobody's who is known here. */
  readonly signer: string | null
  readonly isSignedByKey: boolean
  /** Whether it speaks about what it is stored beside. */
  readonly isAboutSubject: boolean
  /** Whether the repository at hand has a commit; null where there is no repository. */
  readonly hasCommit: ((commit: string) => boolean) | null
}

export const trustChecks = ["signature", "subject", "builder", "repository", "branch"] as const

/** One thing that was looked at. `not-said`: a statement of this kind says nothing about it. */
export interface TrustCheck {
  readonly check: (typeof trustChecks)[number]
  readonly state: "acceptable" | "unacceptable" | "not-said"
  readonly why: string
}

const BUILDER_ID = "https://slipway.dev/builder/"

/** What a definition demands of an image; of a published one also that it comes from where images are published. */
export function trustPolicyOf(
  { project, trust, branches, publish }: Definition,
  { isPublished }: { readonly isPublished: boolean },
): TrustPolicy {
  const published = isPublished ? publish?.from : undefined
  return { project, builders: trust.builders, branches: published ?? branches.allowed ?? null }
}

/** Whether a statement is acceptable, point by point, each with its reason. */
export function judgeStatement(found: FoundStatement, policy: TrustPolicy): readonly TrustCheck[] {
  return [
    signatureCheck(found),
    found.isAboutSubject
      ? acceptable("subject", "it speaks about what it is stored beside")
      : unacceptable("subject", "it speaks about something else than what it is stored beside"),
    builderCheck(found, policy),
    repositoryCheck(found, policy),
    branchCheck(found, policy),
  ]
}

export function isAcceptable(checks: readonly TrustCheck[]): boolean {
  return checks.every(({ state }) => state !== "unacceptable")
}

function signatureCheck({ signer, keyId, isSignedByKey }: FoundStatement): TrustCheck {
  const key = keyId.slice(0, 12)
  if (signer === null) return unacceptable("signature", `nobody known here signs with the key ${JSON.stringify(key)}`)
  if (!isSignedByKey) return unacceptable("signature", `it is not that of ${signer}`)
  return acceptable("signature", `Ed25519, by the key ${key} of ${signer}`)
}

function builderCheck({ signer, statement }: FoundStatement, { builders }: TrustPolicy): TrustCheck {
  const trusted = `trust.builders (${builders.join(", ")})`
  if (signer === null) return unacceptable("builder", `an unknown signer is not among ${trusted}`)
  if (!builders.includes(signer)) return unacceptable("builder", `${signer} is not among ${trusted}`)
  if (statement.predicateType !== PREDICATE.provenance) return acceptable("builder", `${signer} is among ${trusted}`)
  const { id } = (statement.predicate as Provenance).runDetails.builder
  if (id !== `${BUILDER_ID}${signer}`) return unacceptable("builder", `${signer} signed what ${id} has built`)
  return acceptable("builder", `${signer} is among ${trusted}`)
}

function repositoryCheck({ statement, hasCommit }: FoundStatement, { project }: TrustPolicy): TrustCheck {
  if (statement.predicateType === PREDICATE.provenance) {
    const built = (statement.predicate as Provenance).buildDefinition.externalParameters.project
    if (built !== project) {
      return unacceptable("repository", `it was built for the project ${JSON.stringify(built)}, not ${project}`)
    }
  }
  const commits = commitsOf(statement)
  if (commits.length === 0) return { check: "repository", state: "not-said", why: "it names no commit" }
  const [shown = ""] = commits.map((commit) => commit.slice(0, 12))
  if (!hasCommit) return { check: "repository", state: "not-said", why: `no repository is here to look for ${shown}` }
  const missing = commits.find((commit) => !hasCommit(commit))
  return missing === undefined
    ? acceptable("repository", `it has the commit ${shown}`)
    : unacceptable("repository", `it has no commit ${missing.slice(0, 12)}`)
}

function branchCheck({ statement }: FoundStatement, { branches }: TrustPolicy): TrustCheck {
  if (statement.predicateType !== PREDICATE.provenance) {
    return { check: "branch", state: "not-said", why: "only provenance names a branch" }
  }
  const { ref } = (statement.predicate as Provenance).buildDefinition.externalParameters
  if (branches === null) return acceptable("branch", `${shownRef(ref)}: any may build`)
  const name = ref?.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null
  const patterns = branches.join(", ")
  if (name !== null && matchesAny(branches, name)) return acceptable("branch", `${name} is among ${patterns}`)
  return unacceptable("branch", `${shownRef(ref)} is not among ${patterns}`)
}

/** Commits that a statement claims to be about; empty strings are none. */
export function commitsOf({ predicateType, predicate }: Statement): readonly string[] {
  const said =
    predicateType === PREDICATE.provenance
      ? (predicate as Provenance).buildDefinition.resolvedDependencies.map(({ digest }) => digest.gitCommit)
      : predicateType === PREDICATE.jobs
        ? (predicate as JobResults).jobs.map(({ commit }) => commit)
        : predicateType === PREDICATE.verification
          ? [(predicate as Verification).commit]
          : predicateType === PREDICATE.scan
            ? [(predicate as Vulnerabilities).invocation.commit]
            : []
  return [...new Set(said.filter((commit): commit is string => typeof commit === "string" && commit !== ""))]
}

function shownRef(ref: string | null): string {
  return ref === null ? "no branch" : ref.replace(/^refs\/(heads|tags)\//, "")
}

function acceptable(check: TrustCheck["check"], why: string): TrustCheck {
  return { check, state: "acceptable", why }
}

function unacceptable(check: TrustCheck["check"], why: string): TrustCheck {
  return { check, state: "unacceptable", why }
}
