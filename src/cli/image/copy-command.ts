import type { Command } from "commander"
import type { CopiedImage } from "../../app/images/copy-image.ts"
import { parseImagePlace, placeText } from "../../core/image/image-place.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import { approximateSize } from "../../core/shared/size.ts"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import { describeCommand } from "../help/command-help.ts"
import { formatOption, type OutputFormat } from "../output-format.ts"
import { harmless } from "../paint.ts"
import { withImages } from "./with-images.ts"

const help = {
  notes: `A place is a name, a digest or its first digits among the images here,
oci:<folder>[:<name>] for an OCI image layout, oci-archive:<file>[:<name>] or
docker-archive:<file>[:<name>] for a tar file, or <host>/<repository>:<tag> for a
registry. The digest stays the same, except out of a Docker archive, which knows
none. Only what is missing there is copied, and a name that stands for another
image is not moved. Statements go along, but not into archives.`,
  exitStatus: { 1: "the name stands for another image there", 2: "there is no such image or place" },
  examples: {
    "slipway image copy gateway:v1.2.0 docker-archive:gateway.tar:gateway:v1.2.0":
      "for docker load, without a registry",
    "slipway image copy 3b91cd66880d oci:/mnt/usb/images:gateway": "into another layout",
    "slipway image copy oci-archive:gateway.tar gateway:v1.2.0": "and back",
    "slipway image copy gateway:v1.2.0 registry.example.com/shop/gateway:v1.2.0": "into a registry",
  },
}

interface CopyOptions {
  readonly statements: boolean
  readonly format: OutputFormat
}

/** `slipway image copy <ref> <to>`. */
export function copyCommand(image: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(image.command("copy").description("copy an image to or from another place"), help)
    .argument("<ref>", "name, digest, first digits of the digest, or another place")
    .argument("<to>", "a name here, or another place")
    .option("--no-statements", "leave out what is said about it")
    .addOption(formatOption())
    .action(async (ref: string, to: string, { statements, format }: CopyOptions) => {
      await withImages<CopyAnswer>(
        { context, hosts, format },
        {
          ask: async (own) => {
            const [{ copyBetween }, host] = await Promise.all([
              import("../../app/images/copy-between.ts"),
              hosts.images(),
            ])
            const [source, target] = [parseImagePlace(ref), parseImagePlace(to)]
            if (!source.ok) return source
            if (!target.ok) return target
            const ports = { own, ...(await host.places(context)) }
            const copied = await copyBetween(ports, { from: source.value, to: target.value, statements })
            return withPlace(copied, placeText(target.value))
          },
          text: answerText,
        },
      )
    })
}

type CopyAnswer = CopiedImage & { readonly to: string }

function withPlace(copied: Result<CopiedImage>, to: string): Result<CopyAnswer> {
  return copied.ok ? ok({ ...copied.value, to }) : copied
}

function answerText({ digest, to, blobs, bytes, statements }: CopyAnswer): string {
  const what = blobs === 0 ? "" : `: ${counted(blobs, "blob")}, ${approximateSize(bytes)}`
  const said = statements === 0 ? "" : `, with ${counted(statements, "statement")}`
  return `${digest} is now ${harmless(to)}${what}${said}\n`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`
}
