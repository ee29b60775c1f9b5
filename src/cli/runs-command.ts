import type { Command } from "commander"
import { formatDuration } from "../core/shared/duration.ts"
import type { RunJobRecord, RunRecord } from "../ports/store/run-store.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { printFailure } from "./print-failure.ts"
import { sanitiseLog } from "./sanitise-log.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

type Run = RunRecord & { readonly jobs: readonly RunJobRecord[] }

const help = {
  notes: `What was built for pushes, and the tests that ran against environments, newest
first.`,
  exitStatus: { 0: "listed, whatever became of the runs" },
  examples: {
    "slipway runs": "number, status, commit and time of each",
    "slipway runs log 12 gateway:unit": "what a job of run 12 printed",
  },
}

/** `slipway runs`: what the server built and verified, and the logs of it. */
export function runsCommand(program: Command, context: CliContext): void {
  const runs = describeCommand(addCommand(program, "runs"), help)
    .addOption(formatOption())
    .action(async ({ format }: { format: OutputFormat }) => {
      await withServer<readonly Run[]>(context, format, {
        ask: (server) => server.call("GET", "/runs"),
        text: (list) =>
          `${tableLines([["RUN", "STATUS", "WHAT", "COMMIT", "TOOK", ""], ...list.map(rowOf)]).join("\n")}\n`,
      })
    })
  runs
    .command("log")
    .argument("<run>", "its number in the list")
    .argument("[job]", "only this one, e.g. gateway:unit")
    .description("show what the jobs of a run printed")
    .action(async (run: string, job: string | undefined) => {
      const server = await context.connect()
      const query = job === undefined ? "" : `?job=${encodeURIComponent(job)}`
      const shown = await server.stream("GET", `/runs/${encodeURIComponent(run)}/log${query}`, {
        onItem: (item) => context.stdout.write(sanitiseLog(item.job ?? "", item.text ?? "")),
      })
      if (!shown.ok) context.setExitStatus(printFailure(shown.failure, context))
    })
}

function rowOf(run: Run): string[] {
  const what = {
    build: run.ref ?? "build",
    verification: `tests against ${run.environment}`,
    after: `after deployment to ${run.environment}`,
  }[run.purpose]
  const took = run.startedAt === null ? "" : formatDuration((run.endedAt ?? run.startedAt) - run.startedAt)
  return [String(run.id), run.status, harmless(what), run.commit.slice(0, 12), took, harmless(run.message ?? "")]
}
