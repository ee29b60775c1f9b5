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

const help = {
  notes: `Runs the tests under 'verify' again, against what serves there. Their result takes
the place of the one before: if they fail, what was verified there enters nothing
further, soaking starts anew, and 'on-failure' applies.`,
  exitStatus: { 0: "verified again", 1: "a test failed", 3: "it is not known whether they would pass" },
  examples: { "slipway verify staging": "is it still well?" },
}

/** `slipway verify`: the tests of an environment once more. */
export function verifyCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "verify"), help)
    .addOption(formatOption())
    .action(async (environment: string, { format }: { format: OutputFormat }) => {
      const server = await context.connect()
      const verified = await server.stream("POST", `/environments/${encodeURIComponent(environment)}/verify`, {
        onItem: progressTo(context, format),
      })
      if (!verified.ok) return context.setExitStatus(printFailure(verified.failure, context, format))
      const { deployment } = verified.value as { deployment: DeploymentRecord }
      context.stdout.write(format === "json" ? `${JSON.stringify(deployment, null, 2)}\n` : verifiedText(deployment))
      if (deployment.verification === "succeeded") return
      context.setExitStatus(exitStatusOf(deployment.verification === "failed" ? "run-failed" : "run-errored"))
    })
}

function verifiedText({ environment, release, verification }: DeploymentRecord): string {
  return `verification of ${shortDigest(release)} in ${environment} ${verification}\n`
}
