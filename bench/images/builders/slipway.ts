import { cpSync, mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { root } from "../../engine/places.ts"
import type { Builder } from "../builder.ts"
import { commitAll, serviceFiles, writeFiles } from "../service.ts"

const program = [process.execPath, join(root, "dist", "main.mjs")] as const

/** As users call it: on the commit, and on edited files with `--dirty`. */
export const slipway: Builder = {
  name: "slipway",
  call: "`slipway image build`; edit: `--dirty`",
  async open({ folder, base, registry, surroundings }) {
    const service = join(folder, "service")
    const images = join(service, ".slipway", "images")
    mkdirSync(service, { recursive: true })
    writeFiles(service, serviceFiles(registry, definitionOn(base.name)))
    commitAll(service)
    return {
      version: "of this checkout",
      service,
      env: {},
      async forget() {
        rmSync(join(service, ".slipway"), { recursive: true, force: true })
        rmSync(join(surroundings.env.HOME ?? folder, ".npm"), { recursive: true, force: true })
        cpSync(base.layout, images, { recursive: true })
      },
      command: (isEdited) => ({ argv: [...program, "image", "build", "service", ...(isEdited ? ["--dirty"] : [])] }),
      image: async (output) => /^sha256:[0-9a-f]{64}$/m.exec(output)?.[0] ?? "",
    }
  },
}

function definitionOn(base: string): string {
  const platform = `linux/${process.arch === "arm64" ? "arm64" : "amd64"}`
  return `version: 1
project: bench
services:
  service:
    directory: .
    image: { builder: node, base: "${base}", platform: ${platform} }
    run: { port: 3000 }
`
}
