import { buildsOf } from "../../core/proof/builds.ts"
import type { CheckedRule } from "../../core/proof/check-always.ts"
import { evidenceText } from "../../core/proof/evidence.ts"
import { listWays } from "../../core/proof/list-ways.ts"
import type { Proof } from "../../core/proof/prove-definition.ts"
import type { Step } from "../../core/proof/steps.ts"
import { wayText } from "../../core/proof/way.ts"
import { type Paint, painter } from "../paint.ts"

/**
 * The ways into environments as trees: where a release comes from below where it gets to, each step with what it demands,
 * then the rules. Of an environment that several others take from, the ways are shown once.
 */
export function waysText(proof: Proof, roots: readonly string[], colour: boolean): string {
  const paint = painter(colour)
  const ways = listWays(proof.steps, 0)
  const tree: Tree = { proof, paint, shown: new Set(), buildOf: buildsOf(proof.definition) }
  const lines = roots.flatMap((root) => {
    const count = ways.get(root)?.count ?? 0n
    const number = count === 1n ? "one way in" : `${count} ways in`
    return [`${paint("bold", root)}: ${number}`, ...branches(tree, root), ...rulesOf(proof, root, paint), ""]
  })
  const passed = [...new Set(proof.rules.map(({ environment }) => environment))].filter(
    (name) => tree.shown.has(name) && !roots.includes(name),
  )
  const rest = passed.flatMap((name) => [paint("bold", name), ...rulesOf(proof, name, paint), ""])
  return [...lines, ...rest].map((line) => `${line}\n`).join("")
}

interface Tree {
  readonly proof: Proof
  readonly paint: Paint
  /** Environments whose ways were drawn. */
  readonly shown: Set<string>
  readonly buildOf: ReturnType<typeof buildsOf>
}

function branches(tree: Tree, environment: string, indent = ""): string[] {
  tree.shown.add(environment)
  const steps = tree.proof.steps.get(environment) ?? []
  return steps.flatMap((step, index) => {
    const isLast = index === steps.length - 1
    const below = indent + (isLast ? "   " : "│  ")
    const { source } = step
    const head = `${indent}${isLast ? "└─ " : "├─ "}${headOf(step, tree.paint)}`
    if ("branch" in source) return [head, ...demandLines(tree, step, below, [buildText(tree, source.branch)])]
    const lines = [head, ...demandLines(tree, step, below, [])]
    if (tree.shown.has(source.environment)) return [...lines, `${below}${tree.paint("dim", "└─ as above")}`]
    return [...lines, ...branches(tree, source.environment, below)]
  })
}

function headOf({ source, when }: Step, paint: Paint): string {
  const from =
    "branch" in source ? `push to ${paint("cyan", source.branch)}` : `from ${paint("cyan", source.environment)}`
  switch (when?.kind) {
    case "manual":
      return `${from}, when somebody asks`
    case "tag":
      return `${from}, with ${when.tag === "candidate" || when.tag === "release" ? `a ${when.tag} version` : `a version like ${when.tag}`}`
    case "branch":
      return `${from}, once merged into ${when.branch}`
    default:
      return from
  }
}

function demandLines({ paint }: Tree, step: Step, indent: string, first: readonly string[]): string[] {
  const demands = step.evidence.filter(({ kind }) => kind === "gate" || kind === "verified").map(evidenceText)
  const bar = "environment" in step.source ? "│  " : "   "
  return [...first, ...demands].map((demand) => `${indent}${bar}${paint("dim", demand)}`)
}

function buildText({ buildOf, proof: { definition } }: Tree, branch: string): string {
  const { jobs, leftOut } = buildOf(branch)
  const without = leftOut.length > 0 ? `, without ${leftOut.join(", ")}` : ""
  const number = `${jobs.length} ${jobs.length === 1 ? "job" : "jobs"}`
  return `built by ${definition.trust.builders.join(" or ")}: ${number}${without}`
}

function rulesOf({ rules }: Proof, name: string, paint: Paint): string[] {
  return rules.filter(({ environment }) => environment === name).flatMap((rule) => ruleLines(rule, paint))
}

function ruleLines({ requirement, offences }: CheckedRule, paint: Paint): string[] {
  if (offences.length === 0) return [`  ${paint("green", "✓")} always ${requirement.text}`]
  const ways = offences.map(({ way, example }) => `    ${wayText(way, example)}`)
  return [`  ${paint("red", "✗")} always ${requirement.text}; not on`, ...ways]
}
