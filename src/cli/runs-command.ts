import type { Command } from "commander"
import type { RunRecord } from "../ports/store/run-store.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { runsLogCommand } from "./runs-log-command.ts"
import { type RunWithJobs, runListText, runText } from "./runs-text.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `What was built for pushes, and the tests that ran against environments, newest
first.`,
  exitStatus: {
    0: "listed, whatever became of the runs",
    1: "a run that has ended cannot be canceled, one that has not cannot be done again",
  },
  examples: {
    "slipway runs": "number, status, commit and time of each",
    "slipway runs --before 120": "the ones before run 120",
    "slipway runs show 12": "its jobs, with the tests that failed",
    "slipway runs log 12 gateway:unit": "what a job of run 12 printed",
    "slipway runs cancel 12": "stop it",
    "slipway runs again 12": "the same once more; what is known is taken over",
  },
}

interface ListOptions {
  readonly format: OutputFormat
  readonly before?: string
}

/** `slipway runs`: what the server built and verified, and the logs of it. */
export function runsCommand(program: Command, context: CliContext): void {
  const runs = describeCommand(addCommand(program, "runs"), help)
    .option("--before <run>", "only runs before this one")
    .addOption(formatOption())
    .action(async ({ format, before }: ListOptions) => {
      await withServer<readonly RunWithJobs[]>(context, format, {
        ask: (server) =>
          server.call("GET", before === undefined ? "/runs" : `/runs?before=${encodeURIComponent(before)}`),
        text: runListText,
      })
    })
  runsLogCommand(runs, context)
  const onOne = (name: string, description: string) =>
    runs.command(name).argument("<run>", "its number in the list").description(description).addOption(formatOption())
  onOne("show", "show the jobs of a run, and the tests that failed").action(
    async (run: string, _: object, command: Command) => {
      await withServer<RunWithJobs>(context, formatOf(command), {
        ask: (server) => server.call("GET", `/runs/${encodeURIComponent(run)}`),
        text: runText,
      })
    },
  )
  onOne("cancel", "stop a run").action(async (run: string, _: object, command: Command) => {
    await withServer<RunRecord>(context, formatOf(command), {
      ask: (server) => server.call("POST", `/runs/${encodeURIComponent(run)}/cancel`),
      text: ({ id }) => `run ${id} is stopped\n`,
    })
  })
  onOne("again", "do what a run has done once more").action(async (run: string, _: object, command: Command) => {
    await withServer<RunRecord>(context, formatOf(command), {
      ask: (server) => server.call("POST", `/runs/${encodeURIComponent(run)}/again`),
      text: ({ id }) => `run ${id} does it again: slipway runs show ${id}\n`,
    })
  })
}

/** The list above has the same option, and takes it wherever it stands. */
function formatOf(command: Command): OutputFormat {
  return command.optsWithGlobals<{ format: OutputFormat }>().format
}
