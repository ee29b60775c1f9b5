import type { Digest } from "../shared/digest.ts"

/**
 * How a gate stands. `waiting`: it may still open by itself or by somebody's act. `failed`: it will not open for this
 * release as it is. `errored`: we could not tell; that never opens a gate.
 */
export type GateState = "met" | "waiting" | "failed" | "errored"

/** A signed statement that an answer rests on. */
export interface CitedEvidence {
  readonly statement: Digest
  readonly signer: string
  /** When the server recorded it; milliseconds since 1970. */
  readonly at: number
}

/** A gate's answer, with its reason in one sentence. */
export interface GateAnswer {
  /** Name under `gates:`, or `rejected`, `checks`, `upstream`, `hotfix`, `named`, `merged`, `requested` for what every promotion needs. */
  readonly gate: string
  readonly state: GateState
  readonly sentence: string
  /** People who can act on it now. */
  readonly who: readonly string[]
  /** When it opens if nothing but time passes; only where that is known. Milliseconds since 1970. */
  readonly opensAt?: number
  /** When somebody has to be asked again; it may still say no. Milliseconds since 1970. */
  readonly againAt?: number
  /** What says so; left out where nothing signed does. */
  readonly evidence?: readonly CitedEvidence[]
  /** Set where a person opened it against what it says. */
  readonly override?: { readonly person: string; readonly reason: string; readonly instead: GateState }
}

export function met(gate: string, sentence: string): GateAnswer {
  return { gate, state: "met", sentence, who: [] }
}

export function waiting(gate: string, sentence: string, who: readonly string[] = []): GateAnswer {
  return { gate, state: "waiting", sentence, who }
}

/** It waits for nothing but the time. */
export function waitingUntil(gate: string, sentence: string, opensAt: number): GateAnswer {
  return { ...waiting(gate, sentence), opensAt }
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
