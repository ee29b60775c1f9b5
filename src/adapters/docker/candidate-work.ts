import { createWriteStream, existsSync } from "node:fs"
import { mkdir, realpath } from "node:fs/promises"
import { dirname, join, posix, sep } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import picomatch from "picomatch"
import { z } from "zod"
import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"
import type { CandidatePlace } from "../../ports/containers.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { ARCHIVE_LIMITS, ArchiveBudget } from "../tar/archive-budget.ts"
import { archiveEntries } from "../tar/archive-entries.ts"
import { wrapped } from "./command-wrapper.ts"
import { Container } from "./container.ts"
import type { ContainerWork } from "./container-work.ts"
import type { EngineClient } from "./engine-client.ts"
import { EngineError } from "./engine-error.ts"
import { folderArchive, HOME } from "./folder-archive.ts"
import { OWNER_LABEL } from "./labels.ts"
import { loadImage } from "./load-image.ts"
import { type LayerFolder, testLayer } from "./test-layer.ts"

/** Where images that Slipway builds have the folder of their lock file; also where tests go that an image has no folder for. */
const APPLICATION = "/app"

const imageSchema = z.object({ Config: z.object({ WorkingDir: z.string() }) })

/** Work on a candidate: the image's own files, and on top, in this container alone, what of the checkout it lacks. */
export function candidateWork(
  client: EngineClient,
  registry: Pick<ImageRegistry, "readManifest" | "streamBlob">,
  place: CandidatePlace,
): ContainerWork {
  let directory = APPLICATION
  return {
    memory: null,
    async create({ command, env, owner }, user) {
      const image = await loadImage(client, registry, place.image)
      const { Config } = await client.get(imageSchema, `/images/${image}/json`)
      directory = ["", "/"].includes(Config.WorkingDir) ? APPLICATION : Config.WorkingDir
      const [program, ...args] = wrapped(command)
      return Container.create(client, {
        Image: image,
        Entrypoint: [program],
        Cmd: args,
        WorkingDir: directory,
        Env: Object.entries({ HOME, ...env }).map(([name, value]) => `${name}=${value}`),
        User: `${user.uid}:${user.gid}`,
        Hostname: "slipway",
        Labels: { [OWNER_LABEL]: owner },
        Healthcheck: { Test: ["NONE"] },
        HostConfig: {
          NetworkMode: place.sidecars ?? "none",
          Init: true,
          CapDrop: ["ALL"],
          SecurityOpt: ["no-new-privileges"],
          LogConfig: { Type: "none" },
        },
      })
    },
    async prepare(container, user) {
      const present = new Set<string>()
      const top = isInApplication(directory) ? APPLICATION : directory
      const found = await container.fetch(top).catch(ifThere)
      const note = async (path: string) => void present.add(posix.join(posix.dirname(top), path))
      if (found) await readArchive(found, note)
      await container.put(Readable.from(testLayer(foldersOf(place, directory), present)))
      // Where reports are written.
      await container.put(await folderArchive(directory, 0o755, user))
    },
    async collect(container) {
      const isWanted = picomatch([...place.collects], { dot: true })
      if (place.collects.length === 0) return
      const folder = join(place.checkout, place.directory)
      await readArchive(await container.fetch(directory), async (path, content) => {
        const below = path.split("/").slice(1).join("/")
        if (content && isWanted(below)) await writeInside(folder, below, content)
      })
    },
  }
}

/** The service's own folder and, where its dependencies are installed above it, those too. */
function foldersOf({ checkout, directory }: CandidatePlace, to: string): readonly LayerFolder[] {
  const own = { from: join(checkout, directory), to }
  if (!isInApplication(to)) return [own]
  const below = posix.relative(APPLICATION, to)
  const root = below === "" ? directory : directory.slice(0, -below.length)
  const shared = join(checkout, root, "node_modules")
  return below === "" || !existsSync(shared)
    ? [own]
    : [own, { from: shared, to: posix.join(APPLICATION, "node_modules") }]
}

function isInApplication(folder: string): boolean {
  return folder === APPLICATION || folder.startsWith(`${APPLICATION}/`)
}

function ifThere(error: unknown): undefined {
  if (error instanceof EngineError && error.status === 404) return undefined
  throw error
}

/** Visits every entry; `content` is given for files. */
async function readArchive(
  archive: Readable,
  visit: (path: string, content: AsyncIterable<Uint8Array> | null) => Promise<void>,
): Promise<void> {
  for await (const { header, content } of archiveEntries(archive, new ArchiveBudget(ARCHIVE_LIMITS, refused))) {
    await visit(posix.normalize(header.name).replace(/\/$/, ""), header.type === "file" ? content : null)
  }
}

function refused(why: string): FailureError {
  return new FailureError(failure("engine-unavailable", `the files of a container cannot be read: ${why}`))
}

/** Writes a file below a folder, and through no link that leads out of it. */
async function writeInside(folder: string, path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  const inside = `${await realpath(folder)}${sep}`
  if (!`${await realpath(dirname(file))}${sep}`.startsWith(inside)) return
  await pipeline(content, createWriteStream(file))
}
