import type { CitedEvidence, GateAnswer } from "./gate-answer.ts"
import type { Proof } from "./promotion-facts.ts"

/** An answer with the valid statements that it rests on, each once. */
export function citing(answer: GateAnswer, facts: readonly { readonly proof: Proof }[]): GateAnswer {
  const cited = new Map<string, CitedEvidence>()
  for (const { proof } of facts) {
    if (proof.kind === "valid" && proof.evidence) cited.set(proof.evidence.statement, proof.evidence)
  }
  return cited.size === 0 ? answer : { ...answer, evidence: [...cited.values()] }
}
