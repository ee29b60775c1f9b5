import type { Command } from "commander"
import type { ImageList } from "../../app/images/list-images.ts"
import { isReferenceName } from "../../core/image/reference-name.ts"
import { formatDuration } from "../../core/shared/duration.ts"
import { approximateSize } from "../../core/shared/size.ts"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import { describeCommand } from "../help/command-help.ts"
import { formatOption, type OutputFormat } from "../output-format.ts"
import { harmless } from "../paint.ts"
import { tableLines } from "../table.ts"
import { withImages } from "./with-images.ts"

const help = {
  notes: `Those used last first. The size counts layers that images share once for each.`,
  examples: {
    "slipway image ls": "names, digests, sizes, statements",
    "slipway image ls --format json": "the same for a program",
  },
}

/** `slipway image ls`. */
export function lsCommand(image: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(image.command("ls").description("list the images here"), help)
    .option("-q, --quiet", "only names, one a line; the digest of what has none")
    .addOption(formatOption())
    .action(async ({ quiet = false, format }: { quiet?: boolean; format: OutputFormat }) => {
      await withImages<ImageList>(
        { context, hosts, format },
        {
          ask: async (folder) => (await import("../../app/images/list-images.ts")).listImages(folder),
          text: (list) => (quiet ? namesText(list) : listText(list, context.now())),
        },
      )
    })
}

/** Shells expand what completion offers them: a name that is none in OCI's eyes is not shown here. */
function namesText({ images }: ImageList): string {
  const names = images.flatMap(({ names, digest }) => {
    const sound = names.filter(isReferenceName)
    return sound.length > 0 ? sound : [shortName(digest)]
  })
  return names.map((name) => `${name}\n`).join("")
}

function listText({ images, damaged }: ImageList, now: number): string {
  if (images.length + damaged.length === 0) return "there are no images here\n"
  const rows = images.flatMap(({ digest, names, size, statements, usedAt }) => {
    const age = `${formatDuration(Math.max(0, now - usedAt))} ago`
    const [first = "", ...others] = names.map(harmless)
    const row = [first, shortName(digest), approximateSize(size), String(statements), age]
    return [row, ...others.map((name) => [name, "", "", "", ""])]
  })
  const table = tableLines([["NAME", "DIGEST", "SIZE", "STATEMENTS", "USED"], ...rows])
  const notes = damaged.map(({ digest, names, why }) => `damaged: ${names[0] ?? digest}: ${why}`)
  return `${[...table, ...notes].join("\n")}\n`
}

/** As skopeo and Slipway take it: the first digits are enough. */
function shortName(digest: string): string {
  return digest.slice(0, "sha256:".length + 12)
}
