import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { loadRejection } from "./load-rejection.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Refuses what nobody may ask for or name any more. */
export async function requireNotRejected(ports: ServerPorts, release: Digest): Promise<Result<void>> {
  const rejection = await loadRejection(ports, release)
  if (rejection === null || rejection.isLifted) return ok(undefined)
  const { person, reason } = rejection
  return fail("release-not-eligible", `release ${shortDigest(release)} is rejected by ${person}: ${reason}`, {
    hint: `to let it enter again: slipway reject ${shortDigest(release)} --undo --reason "..."`,
  })
}
