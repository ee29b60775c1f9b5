import { existsSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { openPublisher } from "../../src/adapters/oci-registry/testing/publishing.ts"
import { dockerRegistry, startDockerRegistry } from "../../test/support/docker-registry.ts"
import { median } from "../engine/figures.ts"
import { root } from "../engine/places.ts"
import { runCommand, toolEnvironment } from "../engine/run-command.ts"
import { putImageOf } from "./naming-image.ts"
import { namingReport } from "./naming-report.ts"
import { peakOfPublishing } from "./publish-memory.ts"

export interface NamingOptions {
  readonly folder: string
  readonly rounds: number
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** Who gives a name, and how long each time took in milliseconds. */
export interface NamingFigure {
  readonly megabytes: number
  readonly namer: Namer
  readonly times: readonly number[]
}

export const namers = ["slipway", "skopeo", "server", "empty node"] as const
export type Namer = (typeof namers)[number]

/** Megabytes of the images. */
const SIZES = [10, 100, 1000] as const
const SKOPEO = "/usr/bin/skopeo"

/** Gives images of several sizes, in a registry on this machine, one name after the other. Returns Markdown. */
export async function measureNaming({ folder, rounds, log, signal }: NamingOptions): Promise<string> {
  if (!dockerRegistry || !existsSync(SKOPEO)) return "Naming was not measured: it needs docker-registry and skopeo.\n"
  await mkdir(join(folder, "tmp"), { recursive: true })
  await using registry = await startDockerRegistry()
  const env = toolEnvironment(folder)
  const command = async (...argv: readonly [string, ...string[]]) => {
    const surroundings = { folder, env, signal, outputFile: join(folder, "output") }
    return (await runCommand({ argv }, surroundings)).milliseconds
  }
  const figures: NamingFigure[] = []
  const peaks: { readonly megabytes: number; readonly bytes: number }[] = []
  for (const megabytes of SIZES) {
    await using rig = await openPublisher(registry.host)
    const image = await putImageOf(rig.layout, megabytes)
    const { layout } = rig
    peaks.push({ megabytes, bytes: await peakOfPublishing({ host: registry.host, images: layout.folder, image }) })
    const [at, tag] = [`${registry.host}/shop/web`, `size-${megabytes}`]
    await published(rig.publish({ image, tag }))
    const name = {
      slipway: (to: string) =>
        command(process.execPath, join(root, "dist", "main.mjs"), "image", "name", `${at}:${tag}`, to),
      skopeo: (to: string) =>
        command(
          ...[SKOPEO, "copy", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false"],
          ...[`docker://${at}:${tag}`, `docker://${at}:${to}`],
        ),
      server: async (to: string) => {
        const begin = performance.now()
        await published(rig.publish({ image, tag: to }))
        return performance.now() - begin
      },
      "empty node": () => command(process.execPath, "--eval", ""),
    }
    const times = new Map<Namer, number[]>(namers.map((namer) => [namer, []]))
    // A first round, which does not count, warms what is warm in use.
    for (let round = 0; round <= rounds; round++) {
      for (const namer of [...namers.slice(round % namers.length), ...namers.slice(0, round % namers.length)]) {
        const taken = await name[namer](`v${round}.0.0-${namer.replace(" ", "-")}-${megabytes}`)
        if (round > 0) times.get(namer)?.push(taken)
      }
    }
    for (const [namer, all] of times) {
      figures.push({ megabytes, namer, times: all })
      log(`naming ${megabytes} MB by ${namer}: ${median(all).toFixed(1)} ms`)
    }
  }
  return namingReport(figures, peaks)
}

async function published(publishing: Promise<{ readonly ok: boolean }>): Promise<void> {
  const result = await publishing
  if (!result.ok) throw new Error(`nothing was named: ${JSON.stringify(result)}`)
}
