import type { FoundDefinition } from "../../app/load-definition.ts"
import { buildsOf } from "../../core/proof/builds.ts"
import { evidenceText } from "../../core/proof/evidence.ts"
import { listWays } from "../../core/proof/list-ways.ts"
import type { Proof } from "../../core/proof/prove-definition.ts"
import { wayText } from "../../core/proof/way.ts"

/** More ways than this are only counted. */
const MOST_WAYS = 20

/** The proof for programs: builds, steps with what each demands, the shortest ways, rules and the ways that break them. */
export function waysJson(proof: Proof, { file, diagnostics }: FoundDefinition): string {
  const buildOf = buildsOf(proof.definition)
  const steps = [...proof.steps.values()].flat()
  const branches = [...new Set(steps.flatMap(({ source }) => ("branch" in source ? [source.branch] : [])))]
  const environments = [...listWays(proof.steps, MOST_WAYS)].map(([name, { count, shortest }]) => ({
    name,
    // A number would not hold them all.
    ways: String(count),
    shortest: shortest.map((way) => ({
      text: wayText(way),
      steps: way.steps.map(({ environment, wayIn }) => ({ environment, wayIn })),
    })),
    steps: (proof.steps.get(name) ?? []).map(({ wayIn, source, when, evidence }) => ({
      wayIn,
      from: source,
      when: when ?? null,
      demands: evidence.map((one) => ({ ...one, text: evidenceText(one) })),
    })),
  }))
  const rules = proof.rules.map(({ environment, requirement, offences }) => ({
    environment,
    requires: requirement.text,
    holds: offences.length === 0,
    offences: offences.map(({ way, example }) => ({ text: wayText(way, example), example: example ?? null })),
  }))
  const ok = !diagnostics.some(({ severity }) => severity === "error")
  return `${JSON.stringify({ ok, file, builds: branches.map(buildOf), environments, rules, diagnostics }, null, 2)}\n`
}
