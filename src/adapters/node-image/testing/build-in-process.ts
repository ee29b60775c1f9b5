import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { serviceSchema } from "../../../core/definition/schema/service-schema.ts"
import { unwrap } from "../../../core/shared/result.ts"
import type { ImageBuildRequest } from "../../../ports/image-builder.ts"
import { DockerContainers } from "../../docker/docker-containers.ts"
import { openRepository } from "../../git/open-repository.ts"
import { OciLayout } from "../../oci/oci-layout.ts"
import { buildNodeImage } from "../build-node-image.ts"

/**
 * Builds an image so many times, as a process of its own: `<folder> <files> <times> <first>`; prints its digest each time.
 * `files` names a file of JSON, content by path. Each time they are written in another order, to another place, with other times, and
 * built into a layout and with a cache of their own; from a folder, or from a repository.
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

/** Where files come from does not matter: a folder, a repository whose working tree has them, and one whose has not. */
async function sourceOf(checkout: string, turn: number): Promise<ImageBuildRequest["source"]> {
  if (turn % 3 === 0) return { kind: "checkout", folder: checkout, files: null, outputs: [] }
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: checkout, stdio: ["ignore", "pipe", "ignore"] })
  git("init", "--quiet")
  git("add", ".")
  git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message=All")
  const repository = unwrap(await openRepository(checkout))
  const { commit } = unwrap(await repository.resolve("HEAD"))
  const files = unwrap(await repository.files(commit))
  if (turn % 3 === 2) rmSync(join(checkout, "src"), { recursive: true })
  return { kind: "commit", files, contents: repository.contents }
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
      source: await sourceOf(checkout, turn),
      service: "shop",
      definition: serviceSchema.parse({ directory: ".", image: { builder: "node" }, run: { port: 3000 } }),
      secrets: {},
      owner: "test",
      log: () => {},
      signal: new AbortController().signal,
    },
  )
  console.log(built.ok ? built.value.digest : `${built.failure.message} ${built.failure.log?.join("\n")}`)
}
