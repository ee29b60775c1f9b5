import type { GateAnswer } from "../../../core/promotion/gate-answer.ts"

/** What a release waits for, or what keeps it out. */
export function shutText(environment: string, answers: readonly GateAnswer[]): string {
  const shut = answers.filter(({ state }) => state !== "met")
  const reasons = shut.map(({ gate, sentence }) => `${gate} (${sentence})`).join("; ")
  const isOver = shut.some(({ state }) => state === "failed")
  return isOver
    ? `it does not enter ${environment}: ${reasons}`
    : `it enters ${environment} later, and waits for ${reasons}`
}
