/**
 * How a gate stands. `waiting`: it may still open by itself or by somebody's act. `failed`: it will not open for this
 * release as it is. `errored`: we could not tell; that never opens a gate.
 */
export type GateState = "met" | "waiting" | "failed" | "errored"

/** A gate's answer, with its reason in one sentence. */
export interface GateAnswer {
  /** Name under `gates:`, or `checks`, `upstream`, `named`, `requested` for what every promotion needs. */
  readonly gate: string
  readonly state: GateState
  readonly sentence: string
  /** People who can act on it now. */
  readonly who: readonly string[]
}

export function met(gate: string, sentence: string): GateAnswer {
  return { gate, state: "met", sentence, who: [] }
}

export function waiting(gate: string, sentence: string, who: readonly string[] = []): GateAnswer {
  return { gate, state: "waiting", sentence, who }
}

export function notMet(gate: string, sentence: string): GateAnswer {
  return { gate, state: "failed", sentence, who: [] }
}

export function unknown(gate: string, sentence: string): GateAnswer {
  return { gate, state: "errored", sentence, who: [] }
}

export function allMet(answers: readonly GateAnswer[]): boolean {
  return answers.every((answer) => answer.state === "met")
}
