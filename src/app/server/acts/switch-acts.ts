import { deploymentChange } from "../../../core/deployment/deployment-change.ts"
import { formatDuration } from "../../../core/shared/duration.ts"
import { ok, type Result } from "../../../core/shared/result.ts"
import type { DeploymentRecord } from "../../../ports/store/environment-store.ts"
import { findStandby, whatToSwitch } from "../colours/request-switch.ts"
import { standbyOf } from "../colours/wanted-deployments.ts"
import { pairOf, runningDeployment } from "../plan-deployment.ts"
import type { ServerPorts } from "../server-ports.ts"
import { changeTexts, releaseText } from "./change-texts.ts"
import { type PlannedAct, plannedAct } from "./planned-act.ts"

/** Leading an environment to what stands by in it, or ending that; none where nothing does. */
export async function switchActs(
  ports: ServerPorts,
  environment: string,
  person: string,
): Promise<readonly PlannedAct[]> {
  if (!(await standbyOf(ports, environment))) return []
  const asked = { environment, person }
  const standby = await findStandby(ports, asked)
  const ready = standby.ok ? await whatToSwitch(ports, asked) : standby
  const cancelled = standby.ok ? ok(await cancelEffects(ports, standby.value.deployment)) : standby
  return [
    plannedAct(
      { act: "switch", reason: "possible" },
      ready.ok ? await switchEffects(ports, ready.value.deployment) : ready,
    ),
    plannedAct({ act: "cancel-switch", reason: "possible" }, cancelled),
  ]
}

async function switchEffects(ports: ServerPorts, next: DeploymentRecord): Promise<Result<readonly string[]>> {
  const { environment, colour, revisionDocument } = next
  const { strategy } = revisionDocument
  const running = await runningDeployment(ports, environment)
  const [before, after] = [running ? await pairOf(ports, running) : null, await pairOf(ports, next)]
  const keep = strategy.kind === "blue-green" ? strategy.keep : 0
  return ok([
    `${environment} is served by release ${await releaseText(ports, next)}, which runs already as ${colour}`,
    ...(after ? changeTexts(deploymentChange(before, after)) : []),
    ...(running
      ? [keep > 0 ? `what serves now is kept beside it for ${formatDuration(keep)}` : "what serves now ends"]
      : []),
  ])
}

async function cancelEffects(ports: ServerPorts, next: DeploymentRecord): Promise<readonly string[]> {
  return [
    `release ${await releaseText(ports, next)}, which stands by as ${next.colour}, ends without having served`,
    "what serves now goes on serving",
  ]
}
