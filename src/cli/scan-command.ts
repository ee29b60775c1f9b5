import type { Command } from "commander"
import type { ScannedService } from "../app/server/scan-release.ts"
import { exitStatusOf } from "../core/shared/failure.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { printFailure } from "./print-failure.ts"
import { progressTo } from "./with-server.ts"

const help = {
  notes: `With the 'scanner' of the protected branch, on the server. What it finds counts from
then on: a gate that the release passed may be shut for it now, also where
nothing was built since. Run it by a schedule for what environments run.`,
  exitStatus: {
    0: "every image was scanned, whatever was found: gates decide about that",
    3: "an image could not be scanned; what was known of it still counts",
  },
  examples: {
    "slipway scan production": "what runs in production",
    "slipway scan v1.2.0": "a release by its version",
  },
}

interface ScanEnd {
  readonly release: string
  readonly images: readonly ScannedService[]
}

/** `slipway scan <release>`. */
export function scanCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "scan"), help)
    .addOption(formatOption())
    .action(async (release: string, { format }: { format: OutputFormat }) => {
      const server = await context.connect()
      const body = { release }
      const scanned = await server.stream("POST", "/scans", { body, onItem: progressTo(context, format) })
      if (!scanned.ok) return context.setExitStatus(printFailure(scanned.failure, context, format))
      const end = scanned.value as ScanEnd
      if (format === "json") context.stdout.write(`${JSON.stringify(end, null, 2)}\n`)
      const isWhole = end.images.every(({ status }) => status === "succeeded")
      if (!isWhole) context.setExitStatus(exitStatusOf("run-errored"))
    })
}
