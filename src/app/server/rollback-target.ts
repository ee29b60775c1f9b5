import { restorableDigest } from "../../core/environment/environment-revision.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { loadRejection } from "./load-rejection.ts"
import type { ServerPorts } from "./server-ports.ts"

type Pair = Pick<DeploymentRecord, "release" | "revisionDocument">

/** Deployments that are looked through for one to go back to. */
const LOOKED_THROUGH = 1000

/**
 * The deployment that a rollback would restore: the newest with another pair than what runs whose last verification
 * succeeded and whose release nobody has rejected.
 */
export async function rollbackTarget(ports: ServerPorts, environment: string): Promise<Result<DeploymentRecord>> {
  const record = await ports.store.environments.get(environment)
  if (!record) return fail("environment-unknown", `there is no environment '${environment}'`)
  const current = record.current === null ? undefined : await ports.store.environments.getDeployment(record.current)
  const found = current && (await newestVerified(ports, environment, { besides: current, before: current.id }))
  if (found) return ok(found)
  return fail("nothing-to-roll-back-to", `no other release was verified in '${environment}' before`, {
    hint: `promote a release: slipway promote <release> ${environment}`,
  })
}

/** The newest deployment before one, of another pair, whose last verification succeeded and whose release nobody has rejected. */
export async function newestVerified(
  ports: ServerPorts,
  environment: string,
  { besides, before }: { readonly besides: Pair; readonly before: DeploymentRecord["id"] },
): Promise<DeploymentRecord | undefined> {
  const deployments = await ports.store.environments.deployments(environment, LOOKED_THROUGH)
  const seen = new Set<string>([pairOf(besides)])
  for (const one of deployments) {
    if (one.id >= before || one.status !== "succeeded" || seen.has(pairOf(one))) continue
    // What was found out last about a pair counts, not that it passed once.
    if (one.verification === "succeeded" || one.verification === "failed") seen.add(pairOf(one))
    if (one.verification !== "succeeded") continue
    const rejection = await loadRejection(ports, one.release)
    if (rejection === null || rejection.isLifted) return one
  }
  return undefined
}

function pairOf({ release, revisionDocument }: Pair): string {
  return `${release} ${restorableDigest(revisionDocument)}`
}
