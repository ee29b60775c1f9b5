import type { Command } from "commander"
import { approximateSize } from "../core/shared/size.ts"
import type { CacheUsage, LocalCaches } from "../ports/local-caches.ts"
import type { CliContext } from "./cli-context.ts"
import type { CliHosts } from "./cli-hosts.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { printFailure } from "./print-failure.ts"
import { tableLines } from "./table.ts"

const help = {
  notes: `What slipway run keeps in .slipway/cache of the repository: results of jobs with
their outputs and logs, and what setups left. Nothing of it is needed: what is
not there runs again. Images and signed statements are no part of it.`,
  examples: {
    "slipway cache status": "where it is, and how much",
    "slipway cache clear": "the next run runs every job",
  },
}

/** `slipway cache`: how much runs on this machine keep, and the end of it. */
export function cacheCommand(program: Command, context: CliContext, hosts: CliHosts): void {
  const cache = describeCommand(addCommand(program, "cache"), help)
  const add = (name: string, description: string, action: Action) =>
    cache
      .command(name)
      .description(description)
      .addOption(formatOption())
      .action(async ({ format }: { format: OutputFormat }) => {
        const opened = await hosts.caches(context)
        if (!opened.ok) return context.setExitStatus(printFailure(opened.failure, context, format))
        const usage = await action.of(opened.value)
        context.stdout.write(format === "json" ? `${JSON.stringify(usage, null, 2)}\n` : action.text(usage))
      })
  add("status", "show where it is, and how much is kept", { of: (caches) => caches.usage(), text: statusText })
  add("clear", "remove all of it", { of: (caches) => caches.clear(), text: clearedText })
}

interface Action {
  readonly of: (caches: LocalCaches) => Promise<CacheUsage>
  readonly text: (usage: CacheUsage) => string
}

function statusText({ folder, results, bytes, limit, setups }: CacheUsage): string {
  const rows = [
    ["folder", folder],
    ["results of jobs", `${results}, ${approximateSize(bytes)} of at most ${approximateSize(limit)}`],
    ["setups", String(setups)],
  ]
  return `${tableLines(rows).join("\n")}\n`
}

function clearedText({ results, bytes, setups }: CacheUsage): string {
  if (results + setups === 0) return "there was nothing to remove\n"
  const [ofJobs, ofSetups] = [counted(results, "result"), counted(setups, "setup")]
  return `removed ${ofJobs} of jobs (${approximateSize(bytes)}) and ${ofSetups}\n`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`
}
