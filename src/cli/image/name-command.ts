import type { Command } from "commander"
import type { NamedAs } from "../../app/images/name-image.ts"
import { parseImagePlace } from "../../core/image/image-place.ts"
import type { Result } from "../../core/shared/result.ts"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import { describeCommand } from "../help/command-help.ts"
import { formatOption, type OutputFormat } from "../output-format.ts"
import { printFailure } from "../print-failure.ts"
import { nameText } from "./name-text.ts"

const help = {
  notes: `The image stays where it is, here or in a registry, and no layer is moved, whatever
its size. A name that stands for another image is refused, unless --move is given;
a version (v1.2.0, v1.2.0-rc.1) never moves. Where a server runs, versions are
given by slipway release, which also makes the git tag.`,
  exitStatus: { 1: "the name stands for another image", 2: "there is no such image, or that is no name" },
  examples: {
    "slipway image name gateway:main-0123456789ab stable --move": "gateway:stable here",
    "slipway image name registry.example.com/shop/gateway:main-0123456789ab v1.2.0": "in a registry",
  },
}

interface NameOptions {
  readonly move: boolean
  readonly format: OutputFormat
}

/** `slipway image name <ref> <name>`. */
export function nameCommand(image: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(image.command("name").description("give an image one more name, where it is"), help)
    .argument("<ref>", "name, digest or first digits of the digest of an image here, or a reference to a registry")
    .argument("<name>", "the part behind the colon; for an image without a name, all of it")
    .option("--move", "take the name from another image that has it", false)
    .addOption(formatOption())
    .action(async (ref: string, name: string, { move, format }: NameOptions) => {
      const named = await giveName(context, hosts, { ref, name, moves: move })
      if (!named.ok) context.setExitStatus(printFailure(named.failure, context, format))
      else context.stdout.write(format === "json" ? `${JSON.stringify(named.value, null, 2)}\n` : nameText(named.value))
    })
}

interface WantedName {
  readonly ref: string
  readonly name: string
  readonly moves: boolean
}

async function giveName(
  context: CliContext,
  hosts: CliHosts,
  { ref, name, moves }: WantedName,
): Promise<Result<NamedAs>> {
  const place = parseImagePlace(ref)
  if (!place.ok) return place
  const [{ nameImage }, host] = await Promise.all([import("../../app/images/name-image.ts"), hosts.images()])
  const ports = {
    own: () => host.folder(context),
    nameRemote: host.nameRemote(context),
  }
  return nameImage(ports, place.value, { name, moves })
}
