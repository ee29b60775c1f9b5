import type { ContractRule } from "../definition/schema/contract-gate-schema.ts"
import { shortDigest } from "../shared/digest.ts"
import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import { type Expectation, expectationsOf, whatIsExpected } from "./contract-expectations.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown, waiting } from "./gate-answer.ts"
import type { ContractFacts, JobFact, PromotionFacts } from "./promotion-facts.ts"

/**
 * Every consumer and provider that will run together have a contract that was verified: this very contract, against what
 * this very provider's image is made of. Consumers are those of the release and, where a provider changes, also those that
 * run there now: for a moment they meet.
 */
export function contractGate(
  gate: string,
  rule: ContractRule,
  rules: EffectiveRules,
  facts: PromotionFacts,
): GateAnswer {
  const { contracts } = facts
  if (!contracts) return waiting(gate, "all that services expect of each other has to be verified")
  const untold = whyUntold(gate, rule, facts, contracts)
  if (untold) return untold
  const expectations = expectationsOf(rule, facts, contracts)
  if (expectations.length === 0 && contracts.jobs.length === 0) return notMet(gate, "no job reports any contract")
  const answers = expectations.map((one) => answerTo(gate, one, rules, facts))
  const cited = [...expectations.map(({ job }) => job), ...expectations.flatMap((one) => verifiersOf(one, facts))]
  const worst =
    answers.find(({ state }) => state === "errored") ??
    answers.find(({ state }) => state === "failed") ??
    answers.find(({ state }) => state === "waiting")
  return citing(worst ?? met(gate, heldText(expectations)), cited)
}

/** Why nobody knows what is expected: of the release, by jobs that are not those of the protected branch; of what runs. */
function whyUntold(
  gate: string,
  { deployed }: ContractRule,
  { jobs, missingJobs }: PromotionFacts,
  contracts: ContractFacts,
): GateAnswer | undefined {
  const missing = contracts.jobs.find((job) => missingJobs.includes(job))
  if (missing) return notMet(gate, `job ${missing} of the protected branch is missing`)
  const counting = jobs.filter(({ job, contracts: own }) => own !== undefined || contracts.jobs.includes(job))
  const changed = counting.find(({ definition }) => definition !== "same")
  if (changed) return notMet(gate, `job ${changed.job} is not defined as on the protected branch`)
  const unreadable = counting.find(({ proof }) => proof.kind === "unreadable")
  if (unreadable?.proof.kind === "unreadable") return unknown(gate, `${unreadable.job}: ${unreadable.proof.why}`)
  const absent = counting.find(({ proof }) => proof.kind === "absent")
  if (absent) return waiting(gate, `there is no evidence of ${absent.job} yet`)
  if (!deployed || contracts.running === null) return undefined
  if (contracts.running.kind === "unknown") {
    return unknown(gate, `nobody can tell what runs there expects: ${contracts.running.why}`)
  }
  const lost = contracts.running.jobs.find(({ proof }) => proof.kind !== "valid")
  if (lost) return unknown(gate, `nobody can tell what runs there expects: the evidence of ${lost.job} cannot be read`)
  return undefined
}

function answerTo(gate: string, expected: Expectation, rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  const { contract, consumer, job } = expected
  const { provider, content } = contract
  const what = whatIsExpected(expected)
  if (!isTrusted(job.proof, rules)) return notMet(gate, `${what} is not by a trusted signer`)
  if (contract.consumer !== consumer) return notMet(gate, `${job.job} reports a contract of '${contract.consumer}'`)
  if (!Object.hasOwn(facts.manifest.services, provider)) {
    return notMet(gate, `${what}, which is no service here: name it under 'outside'`)
  }
  const verifiers = verifiersOf(expected, facts)
  const [first] = verifiers
  const shown = `${what} (contract ${shortDigest(content)})`
  if (!first) return notMet(gate, `nobody has verified ${shown}: ${howToVerify(provider, facts)}`)
  const trusted = verifiers.filter(({ proof }) => isTrusted(proof, rules))
  if (trusted.length === 0) return notMet(gate, `${first.job} has verified ${shown}, but is not by a trusted signer`)
  const bad = trusted.find(({ status }) => status !== "succeeded")
  if (bad) return (bad.status === "errored" ? unknown : notMet)(gate, `${bad.job} ${bad.status}: it verifies ${shown}`)
  return met(gate, shown)
}

/** Jobs of the provider that were given the contract. A service cannot speak for another one. */
function verifiersOf({ contract }: Expectation, { jobs }: PromotionFacts): readonly JobFact[] {
  return jobs.filter(
    ({ service, contracts }) =>
      service === contract.provider && contracts?.verified.some(({ content }) => content === contract.content),
  )
}

function howToVerify(provider: string, { jobs }: PromotionFacts): string {
  const verifier = jobs.find(({ service, contracts }) => service === provider && (contracts?.verified.length ?? 0) > 0)
  return verifier
    ? `give it to ${verifier.job}, and try it with slipway run`
    : `a job of ${provider} has to read it: reports: { verified: ... }`
}

function heldText(expectations: readonly Expectation[]): string {
  const pairs = new Set(expectations.map(({ consumer, contract }) => `${consumer} -> ${contract.provider}`))
  return pairs.size === 0 ? "no service expects anything of another" : `verified: ${[...pairs].sort().join(", ")}`
}
