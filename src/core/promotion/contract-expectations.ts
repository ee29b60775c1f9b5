import type { ContractRule } from "../definition/schema/contract-gate-schema.ts"
import type { Contract } from "../evidence/contract.ts"
import type { ContractFacts, JobFact, PromotionFacts } from "./promotion-facts.ts"

/** A contract that has to hold where a release enters. */
export interface Expectation {
  /** Service that expects it. */
  readonly consumer: string
  readonly contract: Contract
  /** What says so. */
  readonly job: JobFact
  /** Whether it is what runs there now that expects it. */
  readonly isRunning: boolean
}

/** What services of a release will expect of each other, and what those that run now expect of providers that change. */
export function expectationsOf(
  { deployed, outside }: ContractRule,
  { jobs, manifest }: PromotionFacts,
  { running }: ContractFacts,
): readonly Expectation[] {
  const own = jobs.flatMap((job) => expectedBy(job, false))
  if (!deployed || running?.kind !== "known") return own.filter(({ contract }) => !outside.includes(contract.provider))
  const changes = ({ contract: { provider } }: Expectation) => {
    const next = manifest.services[provider]?.image
    return next !== undefined && running.images[provider] !== undefined && next !== running.images[provider]
  }
  const known = new Set(own.map(({ contract }) => contract.content))
  const theirs = running.jobs.flatMap((job) => expectedBy(job, true)).filter(changes)
  const all = [...own, ...theirs.filter(({ contract }) => !known.has(contract.content))]
  return all.filter(({ contract }) => !outside.includes(contract.provider))
}

function expectedBy(job: JobFact, isRunning: boolean): readonly Expectation[] {
  const { service, contracts } = job
  if (service === null) return []
  return (contracts?.reported ?? []).map((contract) => ({ consumer: service, contract, job, isRunning }))
}

/** In words: `what web expects of orders`. */
export function whatIsExpected({ consumer, contract, isRunning }: Expectation): string {
  return `what ${consumer}${isRunning ? ", as it runs there now," : ""} expects of ${contract.provider}`
}
