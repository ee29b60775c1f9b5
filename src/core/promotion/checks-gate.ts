import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown, waiting } from "./gate-answer.ts"
import type { JobFact, PromotionFacts, Proof } from "./promotion-facts.ts"

/**
 * What every promotion needs: each image was built, and each job of the commit passed, by a builder that `trust:` names.
 * For a permanent environment the jobs must also be defined as on the protected branch: a commit that waters down its
 * own tests gets a preview, not more.
 */
export function checksGate(rules: EffectiveRules, facts: PromotionFacts): GateAnswer {
  const gate = "checks"
  const proofs = [...facts.images.map(nameImage), ...facts.jobs.map(nameJob)]
  return citing(checksAnswer(gate, proofs, rules, facts), proofs)
}

function checksAnswer(
  gate: string,
  proofs: readonly { readonly what: string; readonly proof: Proof }[],
  rules: EffectiveRules,
  facts: PromotionFacts,
): GateAnswer {
  const unreadable = proofs.find(({ proof }) => proof.kind === "unreadable")
  if (unreadable?.proof.kind === "unreadable") return unknown(gate, `${unreadable.what}: ${unreadable.proof.why}`)
  const absent = proofs.find(({ proof }) => proof.kind === "absent")
  if (proofs.every(({ proof }) => proof.kind === "absent")) {
    return waiting(gate, `it needs ${facts.jobs.length} jobs to pass and ${facts.images.length} images to be built`)
  }
  if (absent) return waiting(gate, `there is no evidence of ${absent.what} yet`)
  const untrusted = proofs.find(({ proof }) => !isTrusted(proof, rules))
  if (untrusted?.proof.kind === "valid") {
    return notMet(gate, `${untrusted.what} is signed by ${untrusted.proof.signer}, whom \`trust\` does not name`)
  }
  const bad = facts.jobs.find((job) => job.status !== "succeeded")
  if (bad) {
    const answer = bad.status === "errored" ? unknown : notMet
    return answer(gate, `job ${bad.job} ${bad.status}`)
  }
  if (!rules.environment.ephemeral) {
    const changed = facts.jobs.find((job) => job.definition === "changed")
    if (changed) return notMet(gate, `job ${changed.job} is not defined as on the protected branch`)
    const [missing] = facts.missingJobs
    if (missing) return notMet(gate, `job ${missing} of the protected branch is missing`)
  }
  const jobs = counted(facts.jobs.length, "job")
  const { length } = facts.images
  return met(
    gate,
    `${jobs} passed and ${counted(length, "image")} ${length === 1 ? "was" : "were"} built by trusted builders`,
  )
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`
}

export function isTrusted(proof: Proof, rules: EffectiveRules): boolean {
  return proof.kind === "valid" && rules.builders.includes(proof.signer)
}

function nameImage(image: PromotionFacts["images"][number]): { what: string; proof: Proof } {
  return { what: `the build of image ${image.service}`, proof: image.proof }
}

function nameJob(job: JobFact): { what: string; proof: Proof } {
  return { what: `job ${job.job}`, proof: job.proof }
}
