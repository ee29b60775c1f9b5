import type { Span } from "../definition/problem.ts"
import type { ApprovalRule, GateDefinition } from "../definition/schema/gate-schema.ts"

/** Severity of a finding. */
export type Severity = NonNullable<GateDefinition["scan"]>["worst"]

/** One kind of evidence that a rule under `always` may ask for. */
export type Wanted =
  /** Without an owner: the repository's job of that name, else that of every service. */
  | { readonly kind: "job"; readonly owner: string | null; readonly name: string }
  /** Tested in that environment before. */
  | { readonly kind: "verified"; readonly environment: string }
  /** This test passed there; null: in any environment on the way. */
  | { readonly kind: "test"; readonly test: string; readonly environment: string | null }
  | {
      readonly kind: "approval"
      readonly role: string
      readonly count: number
      readonly exclude: ApprovalRule["exclude"]
      /** Milliseconds that an approval may hold at most. */
      readonly within: number | null
    }
  | { readonly kind: "scan"; readonly worst: Severity }
  | { readonly kind: "coverage"; readonly lines: number }
  | { readonly kind: "analysis"; readonly errors: number }
  | { readonly kind: "soak"; readonly environment: string; readonly for: number }
  /** A gate of that name. */
  | { readonly kind: "gate"; readonly name: string }
  /** Any gate with that key, whatever it says. */
  | { readonly kind: "condition"; readonly key: string }
  /** Its commit is on a protected branch. */
  | { readonly kind: "protected" }
  /** Its commit is of a branch that matches. */
  | { readonly kind: "branch"; readonly pattern: string }
  /** Nobody but these is trusted to build. */
  | { readonly kind: "builder"; readonly builders: readonly string[] }

/** What is wanted, and where in its text the requirement says so. */
export type Term = Wanted & Span

/** One entry of `requires`: one of the alternatives must hold, each with all of its terms. */
export interface Requirement {
  readonly text: string
  readonly alternatives: readonly (readonly Term[])[]
  /** Roles whose override of a gate counts as much as the gate. */
  readonly overriders: readonly string[]
}

/** What is wrong with a requirement's text. */
export interface Fault {
  readonly message: string
  readonly suggestion?: string | undefined
}

export type RequirementFault = Fault & Span

/** A term, or why it is none. */
export type ParsedTerm =
  | Wanted
  | { readonly kind: "override"; readonly role: string }
  | { readonly kind: "fault"; readonly fault: Fault }
