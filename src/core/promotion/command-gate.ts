import type { CommandRule } from "../definition/schema/command-gate-schema.ts"
import type { GateDefinition } from "../definition/schema/gate-schema.ts"
import { type Digest, digestOfJson } from "../shared/digest.ts"
import { formatDuration } from "../shared/duration.ts"
import { isTrusted } from "./checks-gate.ts"
import { citing } from "./citing.ts"
import type { EffectiveRules } from "./effective-rules.ts"
import { type GateAnswer, met, notMet, unknown, waiting } from "./gate-answer.ts"
import type { CommandFact, PromotionFacts } from "./promotion-facts.ts"

/** sysexits.h, EX_TEMPFAIL: the command cannot say yes yet, and has to be asked again. */
export const NOT_YET = 75

/** Of the shell: the command was found but is not executable, or was not found. It has not said no. */
export const NOT_STARTED: readonly number[] = [126, 127]

/** What the result of a command is bound to, besides release and environment. */
export function commandHash(rule: CommandRule): Digest {
  return digestOfJson({ command: rule })
}

/** A command of the protected branch says yes to this release in this environment. What it said is signed. */
export function commandGate(
  gate: string,
  definition: GateDefinition,
  rules: EffectiveRules,
  facts: PromotionFacts,
): GateAnswer {
  const fact = facts.commands.find((one) => one.gate === gate)
  return citing(commandAnswer(gate, { definition, rules, fact, now: facts.now }), fact ? [fact] : [])
}

interface Asked {
  readonly definition: GateDefinition
  readonly rules: EffectiveRules
  readonly fact: CommandFact | undefined
  readonly now: number
}

function commandAnswer(gate: string, { definition, rules, fact, now }: Asked): GateAnswer {
  if (!fact) return waiting(gate, "its command has to say yes")
  const { attempt, proof, result } = fact
  if (attempt?.kind === "errored")
    return unknown(gate, `its command could not be asked in run ${attempt.run}: ${attempt.said}`)
  if (attempt?.kind === "not-yet") {
    return { ...waiting(gate, notYet(attempt)), againAt: attempt.at + (definition.command?.every ?? 0) }
  }
  if (attempt) return waiting(gate, attempt.said === null ? `run ${attempt.run} asks its command` : notYet(attempt))
  if (proof.kind === "unreadable") return unknown(gate, `the result of its command: ${proof.why}`)
  if (proof.kind === "absent" || !result) return waiting(gate, "its command has not been asked yet")
  if (!isTrusted(proof, rules)) return notMet(gate, "the result of its command is not by a trusted signer")
  const { status, said, run } = result
  if (status === "failed") return notMet(gate, `its command said no in run ${run}: ${said}`)
  if (status !== "succeeded") return unknown(gate, `its command could not be asked in run ${run}: ${said}`)
  if (isOver(definition, result.at, now)) {
    return waiting(gate, `its command said yes more than ${formatDuration(definition.expires ?? 0)} ago`)
  }
  return met(gate, `its command said yes in run ${run}`)
}

/** The same while it waits and while it is asked again, so that nobody is told each time. */
function notYet({ run, said }: { readonly run: number; readonly said: string | null }): string {
  return `not yet, says its command in run ${run}: ${said}`
}

/**
 * Gates whose command is to be asked now. None where another gate has failed: whatever it said, the release would not
 * enter this way.
 */
export function commandsToAsk(
  rules: EffectiveRules,
  facts: PromotionFacts,
  answers: readonly GateAnswer[],
): readonly string[] {
  if (answers.some(({ state }) => state === "failed")) return []
  return facts.commands
    .filter((fact) => {
      const definition = rules.gates[fact.gate]
      const isOpen = answers.every(({ gate, state }) => gate !== fact.gate || state === "met")
      return definition?.command !== undefined && !isOpen && isToAsk(fact, definition, facts.now)
    })
    .map(({ gate }) => gate)
}

function isToAsk({ attempt, proof, result }: CommandFact, definition: GateDefinition, now: number): boolean {
  if (attempt) return attempt.kind === "not-yet" && now >= attempt.at + (definition.command?.every ?? 0)
  if (proof.kind !== "valid" || !result) return proof.kind === "absent"
  return result.status === "succeeded" && isOver(definition, result.at, now)
}

function isOver({ expires }: GateDefinition, at: number, now: number): boolean {
  return expires !== undefined && now - at >= expires
}
