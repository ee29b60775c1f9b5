import { rm } from "node:fs/promises"
import { join, posix } from "node:path"
import { Readable } from "node:stream"
import type { FolderPlace } from "../../ports/containers.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { wrapped } from "./command-wrapper.ts"
import { Container } from "./container.ts"
import type { ContainerWork } from "./container-work.ts"
import { copiedFolder } from "./copied-folder.ts"
import type { EngineClient } from "./engine-client.ts"
import { EngineError } from "./engine-error.ts"
import { HOME } from "./folder-archive.ts"
import { OWNER_LABEL } from "./labels.ts"
import { loadImage } from "./load-image.ts"
import { receiveFolder } from "./receive-folder.ts"

/** Work on a copy of a folder: nothing of this machine is mounted, so what runs there can write nowhere else. */
export function folderWork(
  client: EngineClient,
  registry: Pick<ImageRegistry, "readManifest" | "streamBlob">,
  place: FolderPlace,
): ContainerWork {
  return {
    memory: null,
    async create({ command, env, owner }, user) {
      const { image } = place
      const [program, ...args] = wrapped(command)
      return Container.create(client, {
        Image: typeof image === "string" ? image : await loadImage(client, registry, image.stored, image.platform),
        Entrypoint: [program],
        Cmd: args,
        Env: Object.entries({ HOME, ...env }).map(([name, value]) => `${name}=${value}`),
        User: `${user.uid}:${user.gid}`,
        WorkingDir: place.at,
        Hostname: "slipway",
        Labels: { [OWNER_LABEL]: owner },
        AttachStdout: true,
        AttachStderr: true,
        Healthcheck: { Test: ["NONE"] },
        HostConfig: {
          NetworkMode: place.network ? "bridge" : "none",
          Init: true,
          CapDrop: ["ALL"],
          SecurityOpt: ["no-new-privileges"],
          LogConfig: { Type: "none" },
        },
      })
    },
    async prepare(container, user) {
      await container.put(Readable.from(copiedFolder(place.folder, place.at, user)))
    },
    async collect(container) {
      for (const path of place.collects) {
        const archive = await container.fetch(posix.join(place.at, path)).catch(ifAbsent)
        await rm(join(place.folder, path), { recursive: true, force: true })
        if (archive) await receiveFolder(archive, join(place.folder, path))
      }
    },
  }
}

function ifAbsent(error: unknown): undefined {
  if (error instanceof EngineError && error.status === 404) return undefined
  throw error
}
