import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import type { ServerPorts } from "./server-ports.ts"

export async function findRun({ store }: Pick<ServerPorts, "store">, id: number): Promise<Result<RunRecord>> {
  const run = await store.runs.get(id)
  return run ? ok(run) : fail("run-unknown", `there is no run ${id}`, { hint: "slipway runs" })
}
