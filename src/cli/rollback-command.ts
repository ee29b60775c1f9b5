import type { Command } from "commander"
import { shortDigest } from "../core/shared/digest.ts"
import { exitStatusOf } from "../core/shared/failure.ts"
import type { DeploymentRecord } from "../ports/store/environment-store.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { printFailure } from "./print-failure.ts"
import { progressTo } from "./with-server.ts"

const rollbackHelp = {
  notes: `Deploys the pair of release and environment settings that was verified last
before the one that runs, verifies it, and pins the environment: no promotion
enters until 'slipway resume'.`,
  exitStatus: {
    0: "it runs and is verified",
    1: "it did not get healthy, its verification failed, or there is nothing to go back to",
  },
  examples: { 'slipway rollback production --reason "orders fail"': "back, with the reason kept" },
}

/** `slipway rollback`: back to the last verified pair. */
export function rollbackCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "rollback"), rollbackHelp)
    .option("--reason <text>", "why; kept in the audit trail")
    .addOption(formatOption())
    .action(async (environment: string, { reason, format }: { reason?: string; format: OutputFormat }) => {
      const server = await context.connect()
      const rolled = await server.stream("POST", `/environments/${encodeURIComponent(environment)}/rollback`, {
        body: { reason: reason ?? null },
        onItem: progressTo(context, format),
      })
      if (!rolled.ok) return context.setExitStatus(printFailure(rolled.failure, context, format))
      const { deployment } = rolled.value as { deployment: DeploymentRecord }
      context.stdout.write(format === "json" ? `${JSON.stringify(deployment, null, 2)}\n` : rollbackText(deployment))
      if (deployment.status !== "succeeded") context.setExitStatus(exitStatusOf("deployment-failed"))
      else if (deployment.verification !== "succeeded") context.setExitStatus(exitStatusOf("run-failed"))
    })
}

function rollbackText({ environment, release, status, verification }: DeploymentRecord): string {
  if (status !== "succeeded") return `the rollback of ${environment} ${status}; what ran before goes on serving\n`
  const verified = verification === "succeeded" ? "verified" : `not verified (${verification})`
  return `${environment} runs release ${shortDigest(release)} again, ${verified}; pinned until: slipway resume ${environment}\n`
}
