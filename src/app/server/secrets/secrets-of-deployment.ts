import { ok, type Result } from "../../../core/shared/result.ts"
import type { DeploymentRecord } from "../../../ports/store/environment-store.ts"
import type { ServerPorts } from "../server-ports.ts"
import { findSecrets, type Secrets } from "./find-secrets.ts"

/** The secrets that a deployment names, with the values that they have today: also those of a rollback. */
export async function secretsOfDeployment(
  ports: Pick<ServerPorts, "store" | "environmentSecrets">,
  { environment, revisionDocument }: DeploymentRecord,
): Promise<Result<Secrets>> {
  const names = Object.keys(revisionDocument.secrets)
  if (names.length === 0) return ok(new Map())
  const record = await ports.store.environments.get(environment)
  return findSecrets(ports, record?.template ?? environment, names)
}
