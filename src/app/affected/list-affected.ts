import { ok, type Result } from "../../core/shared/result.ts"
import type { Repository } from "../../ports/repository.ts"
import { prepareRun } from "../prepare-run.ts"
import type { Affected } from "./find-affected.ts"

export interface ListRequest {
  /** Branch, tag or commit; null: the files of the working tree as they are. */
  readonly ref: string | null
  /** As in resolve-base.ts. */
  readonly base: string | null
}

/** The jobs that a run with `--affected` would be about. Nothing runs, and nothing is asked of the machine. */
export async function listAffected(repository: Repository, { ref, base }: ListRequest): Promise<Result<Affected>> {
  const ports = { repository, jobFacts: { of: async () => ok(() => ({})) }, definitions: null }
  const request = { ref, dirty: ref === null, only: [], affected: { base } }
  const prepared = await prepareRun(ports, request)
  if (!prepared.ok) return prepared
  const { affected } = prepared.value
  if (!affected) throw new TypeError("what was asked for is missing")
  return ok(affected)
}
