import type { ApprovalRule, GateDefinition } from "../definition/schema/gate-schema.ts"
import type { Severity } from "./requirement.ts"

/** What a gate asks for, one condition of it. */
export interface GateEvidence {
  readonly kind: "gate"
  /** Its name under `gates`. */
  readonly gate: string
  readonly condition: GateCondition
  /** The role that may open it all the same; null: nobody. */
  readonly overrider: string | null
}

export type GateCondition =
  | {
      readonly key: "approval"
      readonly role: string
      readonly count: number
      readonly exclude: ApprovalRule["exclude"]
      /** Milliseconds; null: it never expires. */
      readonly within: number | null
    }
  | { readonly key: "scan"; readonly worst: Severity }
  | { readonly key: "coverage"; readonly lines: number }
  | { readonly key: "analysis"; readonly most: NonNullable<GateDefinition["analysis"]> }
  | { readonly key: "soak"; readonly environment: string; readonly for: number }
  /** Any other, by its key under the gate. */
  | { readonly key: "other"; readonly name: string }

/** What a release must have behind it before it enters an environment. */
export type Evidence =
  | GateEvidence
  /** It ran there, and these tests passed; `mocked`: maybe beside mocks of its own services. */
  | {
      readonly kind: "verified"
      readonly environment: string
      readonly tests: readonly string[]
      readonly mocked: boolean
    }
  /** It has a version that fits; only commits of protected branches get one. */
  | { readonly kind: "version"; readonly tag: string }
  /** It was merged into such a branch unchanged. */
  | { readonly kind: "merged"; readonly branch: string }
  /** A person asked for it. */
  | { readonly kind: "asked" }

/** Every condition of a gate. */
export function gateEvidence(name: string, gate: GateDefinition): readonly GateEvidence[] {
  const overrider = gate.override?.role ?? null
  return Object.keys(gate)
    .filter((key) => key !== "expires" && key !== "override")
    .map((key) => ({ kind: "gate", gate: name, condition: conditionOf(key, gate), overrider }))
}

function conditionOf(key: string, gate: GateDefinition): GateCondition {
  const { approval, scan, coverage, analysis, soak, expires } = gate
  if (key === "approval" && approval) {
    const { role, count, exclude } = approval
    return { key, role, count, exclude, within: expires ?? null }
  }
  if (key === "scan" && scan) return { key, worst: scan.worst }
  if (key === "coverage" && coverage) return { key, lines: coverage.lines }
  if (key === "analysis" && analysis) return { key, most: analysis }
  if (key === "soak" && soak) return { key, environment: soak.in, for: soak.for }
  return { key: "other", name: key }
}

/** In a few words, for people. */
export function evidenceText(evidence: Evidence): string {
  switch (evidence.kind) {
    case "gate": {
      const override = evidence.overrider === null ? "" : `, or override by ${evidence.overrider}`
      return `${conditionText(evidence.condition)} (${evidence.gate}${override})`
    }
    case "verified":
      return evidence.tests.length > 0
        ? `verified in ${evidence.environment} (${evidence.tests.join(", ")}${evidence.mocked ? "; maybe beside mocks" : ""})`
        : `healthy in ${evidence.environment} (no test runs there)`
    case "version":
      return evidence.tag === "candidate" || evidence.tag === "release"
        ? `a ${evidence.tag} version`
        : `a version like ${evidence.tag}`
    case "merged":
      return `merged into ${evidence.branch} unchanged`
    case "asked":
      return "somebody asks for it"
  }
}

function conditionText(condition: GateCondition): string {
  switch (condition.key) {
    case "approval": {
      const { role, count, exclude, within } = condition
      const many = count > 1 ? `${count} x ` : ""
      const but = exclude.length > 0 ? ` but ${exclude.join(" and ")}` : ""
      return `approval by ${many}${role}${but}${within === null ? "" : ` within ${timeText(within)}`}`
    }
    case "scan":
      return `scan with ${condition.worst} at worst`
    case "coverage":
      return `coverage of ${condition.lines} %`
    case "analysis":
      return `analysis with at most ${Object.entries(condition.most)
        .map(([what, count]) => `${count} ${what}`)
        .join(", ")}`
    case "soak":
      return `${timeText(condition.for)} in ${condition.environment}`
    case "other":
      return condition.name
  }
}

/** As a definition writes it: `90m`, `48h`, `7d`. */
function timeText(milliseconds: number): string {
  const minutes = milliseconds / 60_000
  if (minutes % 1440 === 0 && minutes > 2880) return `${minutes / 1440}d`
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`
}
