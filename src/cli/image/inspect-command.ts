import type { Command } from "commander"
import type { ClaimedOrigin, ImageDescription, LayerContent } from "../../app/images/describe-image.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import { approximateSize } from "../../core/shared/size.ts"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import { describeCommand } from "../help/command-help.ts"
import { formatOption, type OutputFormat } from "../output-format.ts"
import { harmless, painter } from "../paint.ts"
import { tableLines } from "../table.ts"
import { withImages } from "./with-images.ts"

const help = {
  notes: `Layers with their sizes and what is in them, how it starts, its names, and what
statements say about it. Their signatures are not looked at:
slipway image verify does that.`,
  examples: {
    "slipway image inspect gateway:v1.2.0": "by a name",
    "slipway image inspect 3b91cd66880d": "by the first digits of the digest",
    "slipway image inspect gateway:v1.2.0 --format json": "the same for a program",
  },
}

const contents: Readonly<Record<LayerContent, string>> = {
  base: "base image",
  dependencies: "node_modules",
  source: "source",
  other: "",
}

/** `slipway image inspect <ref>`. */
export function inspectCommand(image: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(image.command("inspect").description("show what is in an image, and what is said about it"), help)
    .argument("<ref>", "name, digest, or first digits of the digest")
    .addOption(formatOption())
    .action(async (ref: string, { format }: { format: OutputFormat }) => {
      await withImages<ImageDescription>(
        { context, hosts, format },
        {
          ask: async (folder) => {
            const [{ findImage }, { describeImage }] = await Promise.all([
              import("../../app/images/find-image.ts"),
              import("../../app/images/describe-image.ts"),
            ])
            const found = await findImage(folder, ref)
            return found.ok ? describeImage(folder, found.value) : found
          },
          text: (description) => descriptionText(description, context.colour),
        },
      )
    })
}

function descriptionText(image: ImageDescription, colour: boolean): string {
  const paint = painter(colour)
  const { config, layers, origins, statements } = image
  const start = [...config.entrypoint, ...config.cmd].map((word) => harmless(JSON.stringify(word))).join(" ")
  const facts = [
    ["digest", image.digest],
    ["names", image.names.map(harmless).join(", ") || "none but the digest"],
    ["platform", harmless(image.platform)],
    ["size", approximateSize(image.size)],
    ["start", start || "not said"],
    ["in", harmless(config.workdir)],
    ["as user", harmless(config.user)],
    ["ports", config.ports.map(harmless).join(", ") || "none"],
    ["env", config.env.map((variable) => harmless(variable.split("=", 1)[0] ?? "")).join(", ") || "none"],
  ]
  const rows = layers.map(({ digest, size, content, madeBy }) => [
    shortDigest(digest),
    approximateSize(size),
    contents[content] || harmless((madeBy ?? "").slice(0, 60)),
  ])
  const said = Object.entries(statements).map(([type, count]) => [String(count), harmless(type)])
  return [
    ...tableLines(facts),
    "",
    paint("bold", "layers, lowest first"),
    ...tableLines(rows),
    "",
    paint("bold", "statements about it (not verified here)"),
    ...(said.length === 0 ? ["none"] : tableLines(said)),
    ...origins.flatMap(originLines),
    "",
  ].join("\n")
}

function originLines({ service, ref, sources, builder, finishedOn }: ClaimedOrigin): string[] {
  const from = [ref, ...sources].filter((one) => one !== null).map(harmless)
  return [
    "",
    `built as ${harmless(service)} by ${harmless(builder)} on ${harmless(finishedOn)}`,
    ...from.map((one) => `  from ${one}`),
  ]
}
