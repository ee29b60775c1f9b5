import type { Command } from "commander"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import { describeCommand } from "../help/command-help.ts"
import { formatOption, type OutputFormat } from "../output-format.ts"
import { printFailure } from "../print-failure.ts"

const help = {
  notes: `As slipway run builds it: from a clean checkout of the commit, with the jobs that
the image needs and no others. Where it was built from the same inputs before, it
is found and nothing is built. The digest alone goes to standard output, progress
to standard error.`,
  exitStatus: {
    1: "it could not be built, a job that it needs failed, or the working tree differs from its commit",
    2: "there is no such service or ref, or slipway.yaml is wrong",
    3: "a job could not be run to its end",
    130: "stopped by Ctrl-C or a signal",
  },
  examples: {
    "slipway image build gateway": "the image of the working tree's commit",
    "slipway image build gateway v1.2.0": "of a tag, branch or commit",
    "slipway image build gateway --dirty": "of the files as they are; nothing is signed then",
    "docker run $(slipway image load $(slipway image build gateway))": "run it in a container",
  },
}

interface BuildOptions {
  readonly dirty?: boolean
  readonly cache: boolean
  readonly list?: boolean
  readonly format: OutputFormat
}

/** `slipway image build <service> [ref]`. What runs things is loaded when it is asked for. */
export function buildCommand(image: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(image.command("build").description("build a service's image, and print its digest"), help)
    .argument("[service]", "a name under 'services'")
    .argument("[ref]", "branch, tag or commit; default: what the working tree stands on")
    .option("--dirty", "the files of the working tree as they are; nothing is signed then")
    .option("--no-cache", "build it, also where it was built before")
    .option("--list", "only list the services, one a line")
    .addOption(formatOption())
    .action(async (service: string | undefined, ref: string | undefined, options: BuildOptions) => {
      if (options.list || service === undefined) return listServices(context, options)
      const { buildImage } = await import("./build-image.ts")
      context.setExitStatus(await buildImage(context, await hosts.run(), { service, ref: ref ?? null, ...options }))
    })
}

async function listServices(context: CliContext, { list = false, format }: BuildOptions): Promise<void> {
  const { imageServices, serviceMissing } = await import("./image-services.ts")
  const services = list ? await imageServices(context) : await serviceMissing(context)
  if (!services.ok) return context.setExitStatus(printFailure(services.failure, context, format))
  const lines = services.value.map((service) => `${service}\n`).join("")
  context.stdout.write(format === "json" ? `${JSON.stringify(services.value, null, 2)}\n` : lines)
}
