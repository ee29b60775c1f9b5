import { shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { askCommand } from "./ask-command.ts"
import { findWaiting, type WaitingPromotion } from "./find-waiting.ts"
import type { ServerPorts } from "./server-ports.ts"

export interface AskedGate {
  readonly gate: string
  readonly promotion: number
  /** The run that asks. */
  readonly run: number
}

/** A person has the command of a gate asked again; what it says takes the place of what it has said before. */
export async function askGate(
  ports: ServerPorts,
  request: { readonly release: string; readonly environment: string; readonly gate: string },
  person: string,
): Promise<Result<AskedGate>> {
  const { gate } = request
  const waiting = await findWaiting(ports, request)
  if (!waiting.ok) return waiting
  const askable = mayBeAsked(waiting.value, gate)
  if (!askable.ok) return askable
  const { promotion, environment } = waiting.value
  const run = await askCommand(ports, promotion, gate)
  if (!run.ok) return run
  const subject = `${gate} of ${shortDigest(promotion.release)} for ${environment}`
  const entry = { at: ports.clock.now(), person, action: "ask-gate", subject, detail: `run ${run.value.id}` }
  await ports.store.audit.append(entry)
  return ok({ gate, promotion: promotion.id, run: run.value.id })
}

/** Whether the command of a gate can be asked about what waits; refused with the reason where not. */
export function mayBeAsked({ promotion, environment, judgement }: WaitingPromotion, gate: string): Result<void> {
  const { gates } = judgement.rules
  if (!gates[gate]?.command) {
    const known = Object.keys(gates).filter((name) => gates[name]?.command)
    const hint = known.length > 0 ? `gates with one: ${known.join(", ")}` : "no gate here has one"
    return fail("gate-refused", `there is no gate '${gate}' with a command here`, { hint })
  }
  if (promotion.state !== "waiting") {
    return fail("gate-refused", `it is being deployed in '${environment}' already`, {
      hint: `undo that: slipway rollback ${environment}`,
    })
  }
  const failed = judgement.answers.find((answer) => answer.state === "failed" && answer.gate !== gate)
  if (failed) {
    return fail("gate-refused", `it cannot enter '${environment}' whatever '${gate}' says`, {
      hint: `${failed.gate}: ${failed.sentence}`,
    })
  }
  return ok(undefined)
}
