import type { GateDefinition } from "../definition/schema/gate-schema.ts"
import { tagFits } from "../routing/route-event.ts"
import { analysisGate } from "./analysis-gate.ts"
import { approvalGate } from "./approval-gate.ts"
import { checksGate, isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import { commandGate } from "./command-gate.ts"
import { contractGate } from "./contract-gate.ts"
import { coverageGate } from "./coverage-gate.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { freezeGate } from "./freeze-gate.ts"
import { type GateAnswer, met, notMet, unknown, waiting } from "./gate-answer.ts"
import { hotfixGate } from "./hotfix-gate.ts"
import { mergeGate } from "./merge-gate.ts"
import { overridden } from "./override.ts"
import type { PromotionFacts } from "./promotion-facts.ts"
import { rejectionGate } from "./rejection-gate.ts"
import { reviewGate } from "./review-gate.ts"
import { scanGate } from "./scan-gate.ts"
import { soakGate } from "./soak-gate.ts"
import { windowGate } from "./window-gate.ts"

/** Every gate on this way in, in the order in which people think of them, each with its reason. */
export function evaluateGates(rules: EffectiveRules, facts: PromotionFacts): readonly GateAnswer[] {
  return [
    ...rejectionGate(rules, facts),
    checksGate(rules, facts),
    ...upstreamGate(rules, facts),
    ...hotfixGate(rules, facts),
    ...whenGate(rules, facts),
    ...Object.entries(rules.gates).flatMap(([name, gate]) =>
      overridden(gate, namedGate(name, gate, rules, facts), rules, facts),
    ),
  ]
}

/** What a gate under `gates:` says, an answer for each of its conditions. */
function namedGate(name: string, gate: GateDefinition, rules: EffectiveRules, facts: PromotionFacts): GateAnswer[] {
  return [
    ...(gate.coverage ? [coverageGate(name, gate.coverage.lines, rules, facts)] : []),
    ...(gate.analysis ? [analysisGate(name, gate.analysis, rules, facts)] : []),
    ...(gate.scan ? [scanGate(name, gate.scan, rules, facts)] : []),
    ...(gate.review ? [reviewGate(name, gate.review, rules, facts)] : []),
    ...(gate.soak ? [soakGate(name, gate.soak, rules, facts)] : []),
    ...(gate.approval ? [approvalGate(name, gate, rules, facts)] : []),
    ...(gate.window ? [windowGate(name, gate.window, facts.now)] : []),
    ...(gate.contract ? [contractGate(name, gate.contract, rules, facts)] : []),
    ...(gate.command ? [commandGate(name, gate, rules, facts)] : []),
    ...(gate.freeze ? [freezeGate(name, gate, facts.now)] : []),
  ]
}

/** `from: { environment: E }`: the release is verified in E. A later failed verification takes that back. */
function upstreamGate(rules: EffectiveRules, facts: PromotionFacts): GateAnswer[] {
  if (!("environment" in rules.wayIn)) return []
  const upstream = rules.wayIn.environment
  return [citing(upstreamAnswer(upstream, rules, facts), facts.upstream ? [facts.upstream] : [])]
}

function upstreamAnswer(upstream: string, rules: EffectiveRules, { upstream: fact }: PromotionFacts): GateAnswer {
  if (!fact || fact.proof.kind === "absent") return waiting("upstream", `it is not verified in ${upstream} yet`)
  if (fact.proof.kind === "unreadable") return unknown("upstream", `verification in ${upstream}: ${fact.proof.why}`)
  if (!isTrusted(fact.proof, rules)) {
    return notMet("upstream", `its verification in ${upstream} is not by a trusted signer`)
  }
  const { mocks = [] } = fact
  if (mocks.length > 0 && !("mocked" in rules.wayIn)) {
    return waiting("upstream", `it is verified in ${upstream} beside mocks of ${mocks.join(", ")} alone`)
  }
  if (fact.status === "succeeded") return met("upstream", `verified in ${upstream}`)
  const answer = fact.status === "errored" ? unknown : notMet
  return answer("upstream", `its verification in ${upstream} ${fact.status}`)
}

/** `when`: a name that the release must have, a branch that must contain it, or a person who must ask. */
function whenGate(rules: EffectiveRules, facts: PromotionFacts): GateAnswer[] {
  const when = rules.wayIn.when
  if (when?.kind === "tag") {
    const name = facts.names.find((candidate) => tagFits(when.tag, candidate.name, candidate.kind))
    if (name) return [met("named", `it is ${name.name}`)]
    const what = when.tag === "candidate" || when.tag === "release" ? `a ${when.tag} version` : `a tag '${when.tag}'`
    return [waiting("named", `it needs ${what}: slipway release <version>`)]
  }
  if (when?.kind === "branch" && "environment" in rules.wayIn) {
    return [mergeGate(when.branch, rules.wayIn.environment, facts.merge)]
  }
  if (when?.kind === "manual") {
    if (facts.requestedBy !== null) return [met("requested", `asked for by ${facts.requestedBy}`)]
    return [waiting("requested", "a person has to ask for it: slipway promote")]
  }
  return []
}
