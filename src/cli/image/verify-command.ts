import type { Command } from "commander"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import { describeCommand } from "../help/command-help.ts"
import { formatOption } from "../output-format.ts"
import type { VerifyOptions } from "./show-verified.ts"

const help = {
  notes: `Every statement about the image, about releases that hold it and about the jobs of
the runs that built it: who signed it, when, and whether its signature, subject,
builder, repository and branch are acceptable under slipway.yaml here. Anybody may
put a statement beside an image, so what is not acceptable is shown and does not
count. No server is needed. Of an image in a registry only what is about the image
itself can be found.`,
  exitStatus: {
    0: "a builder that 'trust' names says where it comes from",
    1: "nobody acceptable says where it comes from",
    2: "there is no such image, or slipway.yaml is wrong",
    3: "the image or a statement is damaged or out of reach: nobody can tell",
  },
  examples: {
    "slipway image verify gateway:v1.2.0": "an image here",
    "slipway image verify registry.example.com/shop/gateway:v1.2.0 --signers keys": "one in a registry",
    "slipway image verify oci:layout --format json": "the only one of a layout, for a program",
  },
}

/** `slipway image verify <ref>`. What reads and judges is loaded when it is asked for. */
export function verifyCommand(image: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(
    image.command("verify").description("show who says what about an image, and whether that counts"),
    help,
  )
    .argument("<ref>", "name, digest, its first digits, oci:<folder>[:<name>], or a reference to a registry")
    .option("--signers <folder>", "public keys of known signers (<key id>.json); default: those of the server here")
    .option("-f, --file <path>", "the definition; default: slipway.yaml here or above")
    .addOption(formatOption())
    .action(async (ref: string, options: VerifyOptions) => {
      const { showVerified } = await import("./show-verified.ts")
      context.setExitStatus(await showVerified(context, await hosts.images(), { ref, ...options }))
    })
}
