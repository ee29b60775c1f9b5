import type { Command } from "commander"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import { describeCommand } from "../help/command-help.ts"
import { addCommand } from "../help/command-list.ts"
import { buildCommand } from "./build-command.ts"
import { copyCommand } from "./copy-command.ts"
import { gcCommand } from "./gc-command.ts"
import { inspectCommand } from "./inspect-command.ts"
import { loadCommand } from "./load-command.ts"
import { lsCommand } from "./ls-command.ts"
import { nameCommand } from "./name-command.ts"
import { verifyCommand } from "./verify-command.ts"

const help = {
  notes: `Images are kept in .slipway/images of the repository: an OCI image layout, which
other tools read as well (skopeo inspect oci:.slipway/images:<name>). An image is
named by a name, its digest, or the first digits of the digest.`,
  examples: {
    "slipway image build gateway": "build a service's image, or find it",
    "slipway image ls": "what there is",
    "slipway image inspect gateway:v1.2.0": "what is in one",
    "slipway image verify gateway:v1.2.0": "who says what about it, and whether that counts",
    "slipway image copy gateway:v1.2.0 oci-archive:gateway.tar": "take it along in a file",
    "slipway image name gateway:main-0123456789ab stable": "one more name for it",
    "slipway image load gateway:v1.2.0": "bring it into Docker",
    "slipway image gc --dry-run": "what nothing needs any more",
  },
}

/** `slipway image`: what there is of images here, and what can be done with them. Each subcommand has its own file. */
export function imageCommand(program: Command, context: CliContext, hosts: CliHosts): void {
  const image = describeCommand(addCommand(program, "image"), help)
  for (const add of [
    buildCommand,
    lsCommand,
    inspectCommand,
    verifyCommand,
    copyCommand,
    nameCommand,
    loadCommand,
    gcCommand,
  ])
    add(image, context, hosts)
}
