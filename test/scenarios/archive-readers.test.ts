import assert from "node:assert/strict"
import { once } from "node:events"
import { writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import { join } from "node:path"
import { Readable } from "node:stream"
import { describe, test } from "node:test"
import { exportImage } from "../../src/adapters/docker/dockerfile/export-image.ts"
import { KnownLayers } from "../../src/adapters/docker/dockerfile/known-layers.ts"
import { EngineClient } from "../../src/adapters/docker/engine-client.ts"
import { receiveFolder } from "../../src/adapters/docker/receive-folder.ts"
import { tarArchives } from "../../src/adapters/image-archives/tar-archives.ts"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { compressedLayer, putLayers } from "../../src/adapters/oci/testing/layer-image.ts"
import { unpackImage } from "../../src/adapters/oci/unpack-image.ts"
import { END, entryWithoutSize, rawEntry } from "../../src/adapters/tar/testing/raw-archive.ts"
import { unwrap } from "../../src/core/shared/result.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

type ReadsArchive = (archive: Buffer, folder: string) => Promise<unknown>

/** Everything that reads archives which others have written. */
const readers: Readonly<Record<string, ReadsArchive>> = {
  "a layer that is unpacked": async (archive, folder) => {
    const registry = new OciLayout(join(folder, "images"))
    const digest = await putLayers(registry, [compressedLayer(archive)])
    unwrap(await unpackImage(registry, digest, join(folder, "unpacked")))
  },
  "an image in a file": async (archive, folder) => {
    const file = join(folder, "image.tar")
    await writeFile(file, archive)
    const registry = new OciLayout(join(folder, "images"))
    unwrap(await tarArchives.read({ format: "docker-archive", file, name: null }, registry))
  },
  "what a container has left": (archive, folder) => receiveFolder(Readable.from([archive]), join(folder, "left")),
  "an image that an engine gives out": async (archive, folder) => {
    const socket = join(folder, "engine.sock")
    const server = createServer(({ url = "" }, response) => {
      if (url === "/version") response.end(JSON.stringify({ ApiVersion: "1.47", Os: "linux", Arch: "amd64" }))
      else response.end(url.endsWith("/info") ? "{}" : archive)
    }).listen(socket)
    await once(server, "listening")
    try {
      const client = new EngineClient({ DOCKER_HOST: `unix://${socket}` })
      const tools = { registry: new OciLayout(join(folder, "images")), known: new KnownLayers(folder), secrets: {} }
      await exportImage({ ...tools, client, signal: new AbortController().signal }, "image")
    } finally {
      server.closeAllConnections()
      server.close()
    }
  },
}

const hostile: Readonly<Record<string, readonly [archive: Buffer, message: RegExp]>> = {
  "an entry whose size is none": [
    Buffer.concat([entryWithoutSize("folder/x"), END]),
    /an entry has a size that is none/,
  ],
  "headers that lead to no entry": [
    Buffer.concat(Array<Buffer>(18).fill(rawEntry({ name: "header", type: "g" }, " ".repeat(1024 ** 2 - 1024)))),
    /more than 16777216 bytes of it are no entry's/,
  ],
  "an archive that breaks off": [rawEntry({ name: "folder/x" }, "x".repeat(4096)).subarray(0, 2048), /./],
}

for (const [who, reads] of Object.entries(readers)) {
  describe(who, () => {
    for (const [what, [archive, message]] of Object.entries(hostile)) {
      test(`is refused: ${what}`, async () => {
        await using folder = await temporaryFolder()
        await assert.rejects(reads(archive, folder.path), message)
      })
    }
  })
}
