import { type Command, Option } from "commander"
import type { CliContext } from "../cli-context.ts"
import type { CliHosts } from "../cli-hosts.ts"
import { describeCommand } from "../help/command-help.ts"
import { formatOption, type OutputFormat } from "../output-format.ts"
import type { LoadedImage } from "./image-host.ts"
import { withImages } from "./with-images.ts"

const help = {
  notes: `Into the engine that DOCKER_HOST names, else that of this machine: Docker Engine
20.10 or later, or one that speaks its API. It is called there as here, and what
is printed is the engine's own id of it, for docker run. What is there already is
not sent again. An image without a base holds no Node: give it one with 'base'.`,
  exitStatus: { 3: "there is no engine, or it does not take the image" },
  examples: {
    "slipway image load gateway:v1.2.0": "docker run gateway:v1.2.0 starts it then",
    "docker run --rm $(slipway image load 3b91cd66880d)": "without a name",
  },
}

/** `slipway image load <ref>`. */
export function loadCommand(image: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(
    image.command("load").description("bring an image into a container engine, and print its id there"),
    help,
  )
    .argument("<ref>", "name, digest, or first digits of the digest")
    .addOption(new Option("--engine <engine>", "which kind of engine").choices(["docker"]).default("docker"))
    .addOption(formatOption())
    .action(async (ref: string, { format }: { format: OutputFormat }) => {
      await withImages<LoadedImage>(
        { context, hosts, format },
        {
          ask: async (folder) => {
            const [{ findImage }, host] = await Promise.all([import("../../app/images/find-image.ts"), hosts.images()])
            const found = await findImage(folder, ref)
            if (!found.ok) return found
            const names = await folder.names()
            if (!names.ok) return names
            const own = names.value.filter(({ descriptor }) => descriptor.digest === found.value)
            return host.load(context, folder, { digest: found.value, names: own.map(({ name }) => name) })
          },
          text: ({ id }) => `${id}\n`,
        },
      )
    })
}
