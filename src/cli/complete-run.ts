import { findSource } from "../app/find-source.ts"
import { type Repeated, repeatRun } from "../app/repeat-run.ts"
import type { CompletedRun } from "../app/run-commit.ts"
import type { RunEvent } from "../app/run-event.ts"
import { exitStatusOfClass } from "../core/shared/failure.ts"
import { FailureError, failed, ok, type Result } from "../core/shared/result.ts"
import type { TerminalStatus } from "../core/shared/status.ts"
import type { RunBasis } from "./run-host.ts"
import type { RunParts, WantedRun } from "./run-parts.ts"

const exitStatusOfOutcome: Readonly<Record<TerminalStatus, number>> = {
  succeeded: 0,
  skipped: 0,
  failed: exitStatusOfClass.refused,
  errored: exitStatusOfClass.errored,
  canceled: exitStatusOfClass.canceled,
}

export function exitStatusOfRun({ outcome }: CompletedRun): number {
  return outcome.canceled ? exitStatusOfClass.canceled : exitStatusOfOutcome[outcome.status]
}

/** Prepares a run and carries it out on this machine, shown by the reporter. */
export async function completeRun(parts: RunParts, wanted: WantedRun): Promise<Result<CompletedRun>> {
  const { host, basis, reporter, interruption, server } = parts
  const cache = await basis.openCache((line) => reporter.notice(line), server)
  const { clock } = host
  const { signal } = interruption
  const observe = (event: RunEvent) => reporter.observe(event)
  const load = () => Promise.all([import("./run-prepared.ts"), basis.whole()])
  // While git looks at what was edited.
  const loading = wanted.dirty ? load() : undefined
  const planning = loading?.then(async ([, tools]) => {
    const { planAhead } = await import("../app/plan-ahead.ts")
    return tools.ok ? planAhead(tools.value, wanted, wanted.takesOver ? cache : null) : undefined
  })
  // It is tried again where it is needed.
  const ahead = planning?.catch(() => undefined)
  try {
    const found =
      wanted.takesOver && !wanted.publish
        ? await repeatRun({ ...basis, cache }, wanted, { clock, signal, observe })
        : await onlySource(basis, wanted)
    if (!found.ok) return found
    const { source, outcome } = found.value
    if (outcome) return ok({ outcome, checkout: null, statements: 0, signer: null })
    const [{ runPrepared }, tools] = await (loading ?? load())
    if (!tools.ok) return tools
    return await runPrepared({ ...parts, cache, tools: tools.value, ...(ahead && { ahead }) }, source, wanted)
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure)
    throw error
  } finally {
    await ahead
    await cache.close()
  }
}

async function onlySource({ repository }: RunBasis, wanted: WantedRun): Promise<Result<Repeated>> {
  const source = await findSource(repository, wanted)
  return source.ok ? ok({ source: source.value, outcome: undefined }) : source
}
