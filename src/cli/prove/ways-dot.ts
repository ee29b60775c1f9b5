import { evidenceText } from "../../core/proof/evidence.ts"
import type { Proof } from "../../core/proof/prove-definition.ts"
import type { Step } from "../../core/proof/steps.ts"

/** The steps as a picture for Graphviz; red: the last one of a way that breaks a rule. */
export function waysDot({ steps, rules, definition }: Proof): string {
  const wrong = new Set(rules.flatMap(({ offences }) => offences.map(({ way }) => way.steps.at(-1))))
  const all = [...steps.values()].flat()
  const pushes = new Set(all.flatMap(({ source }) => ("branch" in source ? [source.branch] : [])))
  return [
    `digraph ${quoted(definition.project)} {`,
    "  rankdir=LR",
    '  node [fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]',
    ...[...pushes].map((branch) => `  ${pushNode(branch)} [label=${quoted(`push to ${branch}`)}, shape=plaintext]`),
    ...[...steps.keys()].map((name) => `  ${quoted(name)} [shape=box, style=rounded]`),
    ...all.map((step) => `  ${edge(step, wrong.has(step))}`),
    "}",
    "",
  ].join("\n")
}

function edge({ source, environment, evidence }: Step, isWrong: boolean): string {
  const from = "branch" in source ? pushNode(source.branch) : quoted(source.environment)
  const label = evidence.map(evidenceText).join("\n")
  return `${from} -> ${quoted(environment)} [label=${quoted(label)}${isWrong ? ", color=red, fontcolor=red" : ""}]`
}

/** No environment can have such a name. */
function pushNode(branch: string): string {
  return quoted(`push:${branch}`)
}

/** A string of the DOT language: quotes and line ends escaped, backslashes doubled. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`
}
