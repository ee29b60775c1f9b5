import type { Command } from "commander"
import type { CollectedImages, Retention } from "../../app/images/collect-images.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import { approximateSize } from "../../core/shared/size.ts"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import { describeCommand } from "../help/command-help.ts"
import { formatOption, type OutputFormat } from "../output-format.ts"
import { harmless } from "../paint.ts"
import { printFailure } from "../print-failure.ts"
import { tableLines } from "../table.ts"
import { daysOption } from "./retention-options.ts"

const help = {
  notes: `Kept is what an environment runs, waits for or can go back to, what is named as a
release or a candidate, what each branch builds now, what a person named, what was
used lately, and what a statement of late speaks about; with it, all statements
about it, and every statement that the server's ledger lists. A label that a build
gave keeps nothing. Where 'slipway up' runs, it does this by itself once a day.`,
  examples: {
    "slipway image gc --dry-run": "what would go, what would stay, and why",
    "slipway image gc": "remove what nothing needs",
    "slipway image gc --unused-for 2h --evidence-for 1d": "keep less",
  },
}

interface GcOptions extends Retention {
  readonly dryRun?: boolean
  readonly format: OutputFormat
}

/** `slipway image gc`. */
export function gcCommand(image: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(image.command("gc").description("remove the images that nothing needs"), help)
    .option("-n, --dry-run", "only say what would be removed")
    .addOption(daysOption("--unused-for <duration>", "keep for so long what is not used", 7))
    .addOption(daysOption("--evidence-for <duration>", "keep for so long what a statement speaks about", 30))
    .addOption(formatOption())
    .action(async ({ dryRun = false, format, unusedFor, evidenceFor }: GcOptions) => {
      const host = await hosts.images()
      const collected = await host.collect(context, { dryRun, unusedFor, evidenceFor })
      if (!collected.ok) return context.setExitStatus(printFailure(collected.failure, context, format))
      const { value } = collected
      context.stdout.write(format === "json" ? `${JSON.stringify(value, null, 2)}\n` : collectedText(value))
    })
}

function collectedText({ dryRun, kept, removed, artifacts, bytes, held }: CollectedImages): string {
  const goes = dryRun ? "would go" : "removed"
  const rows = [
    ...removed.map((one) => [...nameCells(one), `${goes}: ${harmless(one.why)}, ${approximateSize(one.bytes)}`]),
    ...kept.map((one) => [...nameCells(one), `kept: ${harmless(one.why)}`]),
  ]
  const count = `${counted(removed.length, "image")} and ${counted(artifacts.removed, "statement or document")}`
  const end = removed.length + artifacts.removed + bytes === 0 ? "there is nothing to remove" : `${goes}: ${count}`
  const freed = bytes === 0 ? "" : `, ${approximateSize(bytes)}`
  return `${[...tableLines(rows), ...(held === null ? [] : [`not all can go: ${held}`]), `${end}${freed}`].join("\n")}\n`
}

function nameCells({ digest, names }: CollectedImages["kept"][number]): readonly string[] {
  return [shortDigest(digest), harmless(names[0] ?? "")]
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`
}
