import { median } from "../engine/figures.ts"
import type { Namer, NamingFigure } from "./naming.ts"

/** Most that naming by the CLI may take of what `skopeo copy` takes, and milliseconds that a server may take. */
const MOST_OF_SKOPEO = 1.3
const MOST_OF_SERVER = 15

interface Peak {
  readonly megabytes: number
  readonly bytes: number
}

/** How long it takes to name an image that is in a registry, by its size; and memory of publishing it. */
export function namingReport(figures: readonly NamingFigure[], peaks: readonly Peak[]): string {
  const time = (namer: Namer, megabytes: number) => {
    const found = figures.find((one) => one.namer === namer && one.megabytes === megabytes)
    return found ? median(found.times) : Number.NaN
  }
  const rows = peaks.map(({ megabytes, bytes }) => {
    const [own, other] = [time("slipway", megabytes), time("skopeo", megabytes)]
    const cells = [own, other, time("server", megabytes), time("empty node", megabytes)].map((one) => one.toFixed(1))
    return `| ${megabytes} | ${cells.join(" | ")} | ${(own / other).toFixed(2)} | ${Math.round(bytes / 1e6)} |`
  })
  const ratio = Math.max(...peaks.map(({ megabytes }) => time("slipway", megabytes) / time("skopeo", megabytes)))
  const server = Math.max(...peaks.map(({ megabytes }) => time("server", megabytes)))
  return [
    "### Naming an image in a registry\n",
    "| image, MB | `slipway image name`, ms | `skopeo copy`, ms | warm server, ms | empty Node, ms | CLI to skopeo | memory of publishing, MB |",
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows,
    "",
    `- CLI at most ${MOST_OF_SKOPEO} of \`skopeo copy\`: ${ratio.toFixed(2)}, ${verdict(ratio <= MOST_OF_SKOPEO)}`,
    `- server at most ${MOST_OF_SERVER} ms: ${server.toFixed(1)} ms, ${verdict(server <= MOST_OF_SERVER)}`,
    "",
  ].join("\n")
}

function verdict(isMet: boolean): string {
  return isMet ? "met" : "**missed**"
}
