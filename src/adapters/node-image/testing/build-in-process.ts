import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { serviceSchema } from "../../../core/definition/schema/service-schema.ts"
import { DockerContainers } from "../../docker/docker-containers.ts"
import { OciLayout } from "../../oci/oci-layout.ts"
import { buildNodeImage } from "../build-node-image.ts"

/**
 * Builds an image so many times, as a process of its own: `<folder> <files> <times> <first>`; prints its digest each time.
 * `files` names a file of JSON, content by path. Each time they are written in another order, to another place, with other times, and
 * built into a layout and with a cache of their own.
 */
const [folder = "", listed = "", times = "1", first = "0"] = process.argv.slice(2)
const files = Object.entries<string>(JSON.parse(readFileSync(listed, "utf8")))

function write(checkout: string, turn: number): void {
  const start = turn % files.length
  const turned = [...files.slice(start), ...files.slice(0, start)]
  for (const [path, content] of turn % 2 === 0 ? turned : turned.toReversed()) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    writeFileSync(join(checkout, path), content)
    utimesSync(join(checkout, path), turn * 1_000_000, turn * 40_000_000)
  }
}

for (let turn = Number(first); turn < Number(first) + Number(times); turn++) {
  const base = join(folder, `${"elsewhere/".repeat(turn % 3)}turn ${turn}`)
  const checkout = join(base, "checkout")
  write(checkout, turn)
  const registry = new OciLayout(join(base, "images"))
  const containers = new DockerContainers({}, registry)
  const built = await buildNodeImage(
    { registry, containers, pullImage: null, cacheFolder: join(base, "cache"), environment: process.env },
    {
      checkout,
      service: "shop",
      definition: serviceSchema.parse({ directory: ".", image: { builder: "node" }, run: { port: 3000 } }),
      files: null,
      outputs: [],
      secrets: {},
      owner: "test",
      log: () => {},
      signal: new AbortController().signal,
    },
  )
  console.log(built.ok ? built.value.digest : `${built.failure.message} ${built.failure.log?.join("\n")}`)
}
