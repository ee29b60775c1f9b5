import { type Digest, digestOfJson, hexOf } from "../shared/digest.ts"
import type { TerminalStatus } from "../shared/status.ts"
import type { AnalysisFindings } from "./analysis-findings.ts"
import type { JobContracts } from "./contract.ts"
import type { Flaky, TestResults } from "./test-results.ts"

/** What a statement speaks about (`architecture.md`, Evidence has a subject, a key and a signer). */
export type Subject =
  /** The source inputs that a job on the checkout read; digest of {@link SourceInputs}. */
  | { readonly kind: "source"; readonly name: string; readonly digest: Digest }
  /** An image, by the digest of its manifest. */
  | { readonly kind: "image"; readonly name: string; readonly digest: Digest }
  /** A release in, or for, an environment; digest of the release manifest. */
  | { readonly kind: "release"; readonly name: string; readonly digest: Digest }
  /** A commit that somebody has reviewed; digest of its id in a document. */
  | { readonly kind: "commit"; readonly name: string; readonly digest: Digest }

export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
export const PREDICATE = {
  jobs: "https://slipway.dev/attestation/job-results/v1",
  provenance: "https://slsa.dev/provenance/v1",
  scan: "https://in-toto.io/attestation/vulns/v0.2",
  verification: "https://slipway.dev/attestation/verification/v1",
  approval: "https://slipway.dev/attestation/approval/v1",
  override: "https://slipway.dev/attestation/override/v1",
  rejection: "https://slipway.dev/attestation/rejection/v1",
  review: "https://slipway.dev/attestation/code-review/v1",
  command: "https://slipway.dev/attestation/command-gate/v1",
} as const

export type PredicateType = (typeof PREDICATE)[keyof typeof PREDICATE]

/** in-toto Statement v1 (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md). */
export interface Statement<P = unknown> {
  readonly _type: typeof STATEMENT_TYPE
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[]
  readonly predicateType: PredicateType
  readonly predicate: P
}

export interface LineCoverage {
  readonly covered: number
  readonly total: number
}

/** A job ran on source inputs, or a test job against an environment. Times are RFC 3339. */
export interface JobResult {
  readonly job: string
  /** Hash of the job's definition; with subject and inputs it is the key of the evidence. */
  readonly definition: Digest
  readonly inputs: Digest
  readonly status: TerminalStatus
  readonly exitCode: number | null
  readonly coverage: { readonly lines: LineCoverage } | null
  /** Left out where no report tells. */
  readonly tests?: TestResults
  /** Left out where no report tells. */
  readonly findings?: AnalysisFindings
  /** Left out where it has none. */
  readonly contracts?: JobContracts
  /** Left out unless the job was flaky. */
  readonly flaky?: Flaky
  readonly commit: string
  readonly run: string
  readonly startedOn: string
  readonly finishedOn: string
}

/**
 * All jobs on source inputs that one run has brought to an end, each with the inputs that it read. One statement for a
 * run, however many jobs it has: a run of a thousand would otherwise cost more to sign than to run.
 */
export interface JobResults {
  readonly jobs: readonly JobResult[]
}

/** SLSA provenance v1 (https://slsa.dev/spec/v1.0/provenance), as far as Slipway fills it. */
export interface Provenance {
  readonly buildDefinition: {
    readonly buildType: `https://slipway.dev/build/${"node" | "dockerfile"}/v1`
    readonly externalParameters: { readonly project: string; readonly service: string; readonly ref: string | null }
    readonly internalParameters: { readonly definition: Digest; readonly inputs: Digest }
    readonly resolvedDependencies: readonly {
      readonly uri: string
      readonly digest: Readonly<Record<string, string>>
    }[]
  }
  readonly runDetails: {
    readonly builder: { readonly id: string }
    readonly metadata: { readonly invocationId: string; readonly startedOn: string; readonly finishedOn: string }
  }
}

/** The tests of an environment ran against a release deployed there. */
export interface Verification {
  readonly environment: string
  readonly deployment: number
  readonly revision: Digest
  readonly tests: readonly { readonly test: string; readonly status: TerminalStatus; readonly definition: Digest }[]
  readonly status: TerminalStatus
  readonly commit: string
  readonly finishedOn: string
  /** Services that ran their mock; left out where none did. */
  readonly mocks?: readonly string[]
}

/** A person said yes to this release in this environment, under these rules. */
export interface Approval {
  readonly environment: string
  readonly gate: string
  readonly person: string
  readonly role: string
  /** Hash of the environment's effective rules: when they change, the approval is void. */
  readonly rules: Digest
  readonly comment: string | null
  readonly approvedOn: string
  /** The person takes an earlier yes back. Left out where this is the yes. */
  readonly revoked?: true
}

/** A person opened a gate for this release against its answer, under these rules. */
export interface Override {
  readonly environment: string
  readonly gate: string
  readonly person: string
  readonly role: string
  /** Hash of the environment's effective rules: when they change, the override is void. */
  readonly rules: Digest
  readonly reason: string
  /** How the gate stood, and what it said. */
  readonly instead: "waiting" | "failed" | "errored"
  readonly answer: string
  readonly overriddenOn: string
  /** The person takes an earlier override back. Left out where this is the override. */
  readonly revoked?: true
}

/** The command of a gate was asked about a release for an environment. Times are RFC 3339. */
export interface CommandResult {
  readonly environment: string
  readonly gate: string
  /** Hash of the command's definition: when that changes, the result is void. */
  readonly definition: Digest
  readonly status: "succeeded" | "failed" | "errored"
  readonly exitCode: number | null
  /** Why it did not succeed, in one line; null if it did. */
  readonly message: string | null
  /** Last lines of what it printed. */
  readonly output: string
  /** Commit of the protected branch whose files it ran on. */
  readonly commit: string
  readonly run: string
  readonly startedOn: string
  readonly finishedOn: string
}

/** A person barred a release from every environment, or took that back. */
export interface Rejection {
  readonly person: string
  readonly reason: string
  readonly rejectedOn: string
  /** The release may enter again. Left out where this bars it. */
  readonly lifted?: true
}

/** A person let commits into a branch that somebody else had proposed. */
export interface Review {
  readonly person: string
  readonly commits: readonly string[]
  /** Full name of the ref that they were let into. */
  readonly ref: string
  readonly reviewedOn: string
}

/** What a review speaks about. */
export function commitSubject(commit: string): Subject {
  return { kind: "commit", name: commit, digest: digestOfJson({ kind: "slipway.commit/v1", commit }) }
}

export function makeStatement<P>(
  subjects: readonly Subject[],
  predicateType: PredicateType,
  predicate: P,
): Statement<P> {
  return {
    _type: STATEMENT_TYPE,
    subject: subjects.map((subject) => ({
      name: `${subject.kind}:${subject.name}`,
      digest: { sha256: hexOf(subject.digest) },
    })),
    predicateType,
    predicate,
  }
}

/** Only evidence with the same key supersedes evidence: a branch that changes a test cannot revoke another's result. */
export function evidenceKey(subject: Digest, definition: Digest, inputs: Digest): Digest {
  return digestOfJson({ subject, definition, inputs })
}
