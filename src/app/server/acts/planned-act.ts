import type { Failure } from "../../../core/shared/failure.ts"
import type { Result } from "../../../core/shared/result.ts"

/** What people can do about an environment, or about a release in it. */
export const actNames = [
  "promote",
  "approve",
  "revoke-approval",
  "override",
  "revoke-override",
  "ask",
  "switch",
  "cancel-switch",
  "verify",
  "rollback",
  "hold",
  "resume",
  "reject",
  "undo-reject",
] as const

export type ActName = (typeof actNames)[number]

/** An act, whether this person may do it now, and what exactly would happen. Nothing is done by planning it. */
export interface PlannedAct {
  readonly act: ActName
  /** Of approvals, overrides and commands. */
  readonly gate: string | null
  /** Whether a reason has to be given with it, or may be. */
  readonly reason: "needed" | "possible" | "none"
  /** Why it would be refused, and whom to ask; null where it would be done. */
  readonly refused: Failure | null
  /** What would happen, a sentence each; none where it would be refused. */
  readonly effects: readonly string[]
}

/** An act from what is known of its effects, or why it would be refused. */
export function plannedAct(
  { act, gate = null, reason = "none" }: Pick<PlannedAct, "act"> & Partial<Pick<PlannedAct, "gate" | "reason">>,
  effects: Result<readonly string[]>,
): PlannedAct {
  return effects.ok
    ? { act, gate, reason, refused: null, effects: effects.value }
    : { act, gate, reason, refused: effects.failure, effects: [] }
}
