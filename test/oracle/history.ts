/** How a piece of work ended. */
export type Outcome = "succeeded" | "failed" | "errored"

export type Severity = "low" | "medium" | "high" | "critical" | "unknown"

/** A job that the run of a build has, and how its definition stands to that on the protected branch. */
export interface BuiltJob {
  /** `web:unit`. */
  readonly job: string
  readonly definition: "same" | "changed" | "new"
}

/** What happens around promotions, in the order of the server. Releases are counted as they are built. */
export type Happening =
  | {
      readonly kind: "build"
      readonly jobs: readonly BuiltJob[]
      /** Jobs of the protected branch that it does not have. */
      readonly missing: readonly string[]
      readonly author: string
      readonly committer: string
      readonly branch: string
      /** Earlier releases whose commits it contains. */
      readonly contains: readonly number[]
      /** Whether git can compare it with others. */
      readonly comparable: boolean
      /** Who wrote the commits that it brings. */
      readonly authors: readonly string[]
    }
  /** A result that counts; a later one of the same job takes its place. */
  | {
      readonly kind: "job"
      readonly release: number
      readonly job: string
      readonly outcome: Outcome
      readonly signer: string
      /** Covered lines of 100; null: no report. */
      readonly covered: number | null
      /** Errors of analysis; null: no report. */
      readonly errors: number | null
      /** What tells these errors from others. */
      readonly finding: string
    }
  /** The same job elsewhere, defined otherwise: never to count here. */
  | { readonly kind: "flake"; readonly release: number; readonly job: string }
  | { readonly kind: "image"; readonly release: number; readonly service: string; readonly signer: string }
  | {
      readonly kind: "scan"
      readonly release: number
      readonly service: string
      readonly signer: string
      readonly found: readonly { readonly id: string; readonly severity: Severity }[]
    }
  /** The release takes the place of what serves there; a rollback is the same with an older one. */
  | {
      readonly kind: "deploy"
      readonly release: number
      readonly environment: string
      /** Services that run their mocks. */
      readonly mocks: readonly string[]
    }
  /** Of what serves there; nothing where nothing does. */
  | { readonly kind: "verify"; readonly environment: string; readonly outcome: Outcome; readonly signer: string }
  | {
      readonly kind: "approve" | "revoke"
      readonly release: number
      readonly environment: string
      readonly wayIn: number
      readonly gate: string
      readonly person: string
      readonly signer: string
    }
  | {
      readonly kind: "override"
      readonly release: number
      readonly environment: string
      readonly wayIn: number
      readonly gate: string
      readonly person: string
      readonly signer: string
      /** That is, what this person had said of it is over. */
      readonly isRevoked: boolean
      /** How the gate stood then. */
      readonly instead: "waiting" | "failed" | "errored"
    }
  | { readonly kind: "name"; readonly release: number; readonly name: string; readonly as: "candidate" | "release" }
  /** Its commit gets onto the protected branch. */
  | { readonly kind: "merge"; readonly release: number }
  /** The protected branch builds the same images from another commit, as after a squash. */
  | { readonly kind: "squash"; readonly release: number }
  /** Somebody lets in a commit that a release brought first. */
  | {
      readonly kind: "review"
      readonly release: number
      readonly commit: number
      readonly person: string
      readonly signer: string
    }
  | { readonly kind: "reject" | "lift"; readonly release: number; readonly person: string; readonly signer: string }
  /** A promotion begins to wait. */
  | { readonly kind: "want"; readonly release: number; readonly environment: string; readonly wayIn: number }
  /** The server does with those that wait what the queue's policy says; lets one in; has let it in. */
  | { readonly kind: "look" | "begin" | "end"; readonly environment: string }
  | { readonly kind: "ask"; readonly release: number; readonly environment: string; readonly person: string }
  /** The statement of something that happened before is gone from the registry, or damaged. */
  | { readonly kind: "lose"; readonly happened: number }
  /** The server dies and does the last thing once more. */
  | { readonly kind: "crash" }
  | { readonly kind: "rules"; readonly book: number }
  /** Milliseconds. */
  | { readonly kind: "wait"; readonly for: number }

export type History = readonly Happening[]

/** Monday. */
export const BEGINNING = Date.UTC(2026, 2, 2, 8)

/**
 * What becomes of a crash: the happening before it once more, where a server would do that again, and else nothing. The
 * places of the others stay the same.
 */
export function withRepeats(history: History): History {
  const repeated = ["job", "image", "scan", "verify", "name", "merge", "ask", "squash", "review", "reject", "look"]
  return history.map((one, index) => {
    if (one.kind !== "crash") return one
    const before = history[index - 1]
    return before && repeated.includes(before.kind) ? before : { kind: "wait", for: 0 }
  })
}

const beginnings = new WeakMap<History, History[]>()

/** The first so many happenings; the same value for the same history, so that what follows from it is worked out once. */
export function upTo(history: History, length: number): History {
  if (length === history.length) return history
  const all = beginnings.get(history) ?? []
  beginnings.set(history, all)
  const beginning = all[length] ?? history.slice(0, length)
  all[length] = beginning
  beginnings.set(beginning, all)
  return beginning
}
