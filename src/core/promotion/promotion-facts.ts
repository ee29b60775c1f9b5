import type { AnalysisFindings, Identities } from "../evidence/analysis-findings.ts"
import type { JobContracts } from "../evidence/contract.ts"
import type { ImageScan } from "../evidence/image-scan.ts"
import type { LineCoverage } from "../evidence/statement.ts"
import type { ReleaseManifest } from "../release/release-manifest.ts"
import type { Digest } from "../shared/digest.ts"
import type { TerminalStatus } from "../shared/status.ts"
import type { CitedEvidence, GateState } from "./gate-answer.ts"

/** What became of looking a statement up: in the ledger, in the registry, by its signature. */
export type Proof =
  | { readonly kind: "valid"; readonly signer: string; readonly evidence?: CitedEvidence }
  /** Never recorded. */
  | { readonly kind: "absent" }
  /** In the ledger, but gone, damaged or not verifiable: *errored*, never a pass and never plain absence. */
  | { readonly kind: "unreadable"; readonly why: string }

/** A job that the release's commit had to pass, and what is known of it. */
export interface JobFact {
  readonly job: string
  readonly service: string | null
  /**
   * `same`: defined as on the protected branch (or the commit is on it). `changed`, `new`: not so; what it says does not
   * count for a named gate (`architecture.md`, Which definition counts).
   */
  readonly definition: "same" | "changed" | "new"
  readonly proof: Proof
  readonly status: TerminalStatus | null
  readonly coverage: LineCoverage | null
  readonly findings: AnalysisFindings | null
  /** Left out where it has none. */
  readonly contracts?: JobContracts
}

/** Where an image comes from. */
export interface ImageFact {
  readonly service: string
  readonly image: Digest
  readonly proof: Proof
}

/** The newest scan of an image by a trusted signer, or why nobody can tell. */
export interface ScanFact {
  readonly service: string
  readonly image: Digest
  readonly proof: Proof
  /** Null unless the proof is valid. */
  readonly scan: ImageScan | null
}

/** What findings of analyses are new in comparison with. */
export type AnalysisBase =
  /** There is nothing to compare with yet; `why` is a sentence's end: `uat runs nothing yet`. */
  | { readonly kind: "none"; readonly why: string }
  | { readonly kind: "known"; readonly commit: string; readonly identities: Identities }
  /** There is a base, and nobody can tell what its analyses found. */
  | { readonly kind: "unknown"; readonly why: string }

/** A signed yes, or that it is taken back, already checked against its statement. */
export interface ApprovalFact {
  readonly gate: string
  readonly person: string
  readonly rules: Digest
  readonly at: number
  readonly isRevoked: boolean
  readonly proof: Proof
}

/** A person opened a gate against its answer, or took that back, already checked against its statement. */
export interface OverrideFact {
  readonly gate: string
  readonly person: string
  readonly rules: Digest
  readonly at: number
  readonly reason: string
  /** How the gate stood then. A worse answer later on is not overridden. */
  readonly instead: GateState
  /** Left out where this is the override. */
  readonly isRevoked?: boolean
  readonly proof: Proof
}

/** The last word about barring the release, already checked against its statement. */
export interface RejectionFact {
  readonly person: string
  readonly reason: string
  /** Whether it took an earlier rejection back. */
  readonly isLifted: boolean
  readonly at: number
  readonly proof: Proof
}

/** What is expected where a release enters, besides what its own jobs report. */
export interface ContractFacts {
  /** Jobs of the protected branch that report or verify contracts. */
  readonly jobs: readonly string[]
  /** What runs there now; null where nothing else does, or no gate asks. */
  readonly running:
    | {
        readonly kind: "known"
        readonly images: Readonly<Record<string, Digest>>
        readonly jobs: readonly JobFact[]
      }
    | { readonly kind: "unknown"; readonly why: string }
    | null
}

/** What the command of a gate has said about the release in the environment, and who is asking it. */
export interface CommandFact {
  readonly gate: string
  /** Of the newest signed result under the gate's definition. */
  readonly proof: Proof
  /** Null unless the proof is valid. `said`: why it did not succeed, in one line. */
  readonly result: {
    readonly status: TerminalStatus
    readonly said: string | null
    readonly run: string
    readonly at: number
  } | null
  /**
   * Newer than the result, without one of its own. `said`: what it said last, null where it has not said anything; `at`:
   * when it did.
   */
  readonly attempt:
    | { readonly kind: "under-way"; readonly run: number; readonly said: string | null }
    | { readonly kind: "not-yet" | "errored"; readonly run: number; readonly said: string; readonly at: number }
    | null
}

/** How long the release has served where it has to soak. */
export interface SoakFact {
  /** Key of that environment. */
  readonly environment: string
  /** Whether it is the release that serves there now. */
  readonly isServing: boolean
  /** Of the newest verification of the deployment that serves. */
  readonly proof: Proof
  readonly status: TerminalStatus | null
  /** Verified without a break since then; null unless the newest verification succeeded. */
  readonly since: number | null
}

/** Whether the release is verified where it has to come from. */
export interface UpstreamFact {
  /** Key of the upstream environment. */
  readonly environment: string
  readonly proof: Proof
  readonly status: TerminalStatus | null
  /** Services that ran their mock there; what is verified without any goes before. */
  readonly mocks?: readonly string[]
}

/** How a release stands to the branch that a way in wants it merged into. */
export interface MergeFact {
  /** Whether such a branch has built it. */
  readonly isMerged: boolean
  /** Paths by which its image inputs differ from what is verified upstream; null where it is that, or nothing is. */
  readonly differs: readonly string[] | null
}

/** A commit that a release brings, and who has let it in. */
export interface CommitReview {
  readonly commit: string
  /** Addresses of author and committer. Hostile: they may only exclude. */
  readonly emails: readonly string[]
  readonly reviews: readonly { readonly person: string; readonly proof: Proof }[]
}

/**
 * Addresses of who wrote the commits that a release brings where it enters, or why nobody can tell. Hostile: they may only
 * exclude.
 */
export type BroughtFact =
  | { readonly kind: "known"; readonly author: readonly string[]; readonly committer: readonly string[] }
  | { readonly kind: "unknown"; readonly why: string }

/** Which commits a release brings where it enters, newest first; or why nobody can tell. */
export type ReviewFact =
  | { readonly kind: "known"; readonly commits: readonly CommitReview[] }
  | { readonly kind: "unknown"; readonly why: string }

/** The hotfix that runs where the release is to run. */
export interface HotfixFact {
  /** What runs there. */
  readonly commit: string
  /** It was built from. Hostile. */
  readonly branch: string
  /** Its commits whose changes the release lacks, newest first; or why nobody can tell. */
  readonly missing: { readonly commits: readonly string[] } | { readonly unknown: string }
}

/** All that the gates of one promotion are decided from. Values only: the same facts give the same answers. */
export interface PromotionFacts {
  readonly release: Digest
  readonly manifest: ReleaseManifest
  readonly commit: string
  readonly jobs: readonly JobFact[]
  /** Jobs of the protected branch that the commit does not have. */
  readonly missingJobs: readonly string[]
  readonly images: readonly ImageFact[]
  /** Null where no gate asks for what is new. */
  readonly analysisBase: AnalysisBase | null
  /** One for each image; none where no gate asks for scans. */
  readonly scans: readonly ScanFact[]
  /** Null where no gate excludes them. */
  readonly brought: BroughtFact | null
  /** Oldest first, in the server's order. */
  readonly approvals: readonly ApprovalFact[]
  /** Oldest first, in the server's order. */
  readonly overrides: readonly OverrideFact[]
  /** Null where nobody has ever rejected the release. */
  readonly rejection: RejectionFact | null
  /** Null where no gate asks for contracts. */
  readonly contracts: ContractFacts | null
  /** One for each gate of the way in with a command. */
  readonly commands: readonly CommandFact[]
  /** For each environment that a gate of the way in names under `soak`. */
  readonly soaks: readonly SoakFact[]
  /** Null where the way in comes from a branch. */
  readonly upstream: UpstreamFact | null
  /** Null where the way in waits for no merge. */
  readonly merge: MergeFact | null
  /** Null where no gate asks for reviews. */
  readonly reviews: ReviewFact | null
  /** Null where no hotfix runs there, or it is this release. */
  readonly hotfix: HotfixFact | null
  /** Names that the release has, e.g. `v1.2.0-rc.1`, and tags on its commits that are no versions (null). */
  readonly names: readonly { readonly name: string; readonly kind: "candidate" | "release" | null }[]
  readonly author: { readonly email: string }
  readonly committer: { readonly email: string }
  /** A person asked for it by name (`when: manual` needs that). */
  readonly requestedBy: string | null
  readonly now: number
}
