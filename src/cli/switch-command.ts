import { type Command, Option } from "commander"
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
  notes: `Under 'strategy: { kind: blue-green, switch: manual }' a release stands by
beside the one that serves: 'slipway status' shows where it can be looked at.
Once its tests have passed, a switch leads all addresses to it. What served
before is kept for a while ('keep'), and --back leads there at once: a rollback
that starts nothing. Who may is said under 'rights: { switch: <role> }', and
'rollback' for --back; without it, everybody with a token.`,
  exitStatus: {
    0: "switched; with --back, it is verified too",
    1: "nothing stands by or is kept, its tests have not passed, or the environment is pinned",
  },
  examples: {
    "slipway switch production": "what stands by serves",
    "slipway switch production --back": "what served before serves again, and the environment is pinned",
    'slipway switch production --cancel --reason "wrong colours"': "what stands by ends without having served",
  },
}

interface Options {
  readonly back?: true
  readonly cancel?: true
  readonly reason?: string
  readonly format: OutputFormat
}

/** `slipway switch`: which of two colours serves. */
export function switchCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "switch"), help)
    .addOption(new Option("--back", "to what is kept of before").conflicts("cancel"))
    .addOption(new Option("--cancel", "end what stands by"))
    .option("--reason <text>", "why; kept in the audit trail")
    .addOption(formatOption())
    .action(async (environment: string, { back, cancel, reason, format }: Options) => {
      const server = await context.connect()
      const to = back ? "kept" : cancel ? "nothing" : "next"
      const switched = await server.stream("POST", `/environments/${encodeURIComponent(environment)}/switch`, {
        body: { to, reason: reason ?? null },
        onItem: progressTo(context, format),
      })
      if (!switched.ok) return context.setExitStatus(printFailure(switched.failure, context, format))
      const { deployment } = switched.value as { deployment: DeploymentRecord }
      context.stdout.write(format === "json" ? `${JSON.stringify(deployment, null, 2)}\n` : switchText(deployment))
      if (cancel) return
      if (deployment.status !== "succeeded") context.setExitStatus(exitStatusOf("deployment-failed"))
      else if (deployment.verification !== "succeeded") context.setExitStatus(exitStatusOf("run-failed"))
    })
}

function switchText({ environment, release, status, kind, colour, verification }: DeploymentRecord): string {
  const what = `release ${shortDigest(release)}`
  if (status !== "succeeded") return `${what} ${status} in ${environment}; what served before goes on serving\n`
  const verified = verification === "succeeded" ? "verified" : `not verified (${verification})`
  const pin = kind === "rollback" ? `; pinned until: slipway resume ${environment}` : ""
  return `${environment} is served by ${colour}: ${what}, ${verified}${pin}\n`
}
