import type { RunRecord } from "../../ports/store/run-store.ts"
import { completeBuild } from "./complete-build.ts"
import { endRunErrored, executeRun } from "./execute-run.ts"
import { eventTopic } from "./request-promotions.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Executes a build run and draws the consequences. Stopped with the server, it is done again at the next start. */
export async function executeBuild(ports: ServerPorts, run: RunRecord, signal: AbortSignal): Promise<void> {
  const say = (text: string) => ports.progress.say([eventTopic(run.event)], text)
  const executed = await executeRun(ports, run, { signal, tests: null, testEnvironment: {}, hidden: [], say })
  if (signal.aborted) return
  const completed = executed.ok ? await completeBuild(ports, executed.value) : executed
  if (completed.ok) return
  await endRunErrored(ports, run, completed.failure)
  say(`run ${run.id} errored: ${completed.failure.message}`)
}
