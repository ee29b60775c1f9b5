import { spawn } from "node:child_process"
import { once } from "node:events"
import { MEDIA_TYPE } from "../../src/core/image/manifest.ts"
import type { ImageRegistry } from "../../src/ports/image-registry.ts"
import { valueFrom } from "./assert-result.ts"
import { copyInto, librariesOf } from "./system-files.ts"

/**
 * A base image with the Node that runs the tests and the libraries it needs, and nothing else but `programs`: what `node:24-slim` is to
 * users, without a download. `folder`: a new one to prepare it in. Returns the pinned name for `base:`.
 */
export async function putNodeBaseImage(
  registry: ImageRegistry,
  folder: string,
  programs: readonly string[] = [],
): Promise<string> {
  copyInto(folder, process.execPath, "/usr/local/bin/node")
  for (const file of [process.execPath, ...programs].flatMap(librariesOf)) copyInto(folder, file, file)
  for (const program of programs) copyInto(folder, program, program)
  const tar = spawn("tar", ["--create", "--directory", folder, "."], { stdio: ["ignore", "pipe", "inherit"] })
  const [layer] = await Promise.all([registry.putBlob(tar.stdout), once(tar, "close")])
  const stored = valueFrom(layer)
  const config = {
    architecture: process.arch === "arm64" ? "arm64" : "amd64",
    os: "linux",
    config: { Env: ["PATH=/usr/local/bin:/usr/bin:/bin", "FROM_BASE=yes"] },
    rootfs: { type: "layers", diff_ids: [stored.digest] },
  }
  const manifest = await registry.putManifest({
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: { mediaType: MEDIA_TYPE.config, ...valueFrom(await registry.putBlob(Buffer.from(JSON.stringify(config)))) },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", ...stored }],
  })
  return `node@${valueFrom(manifest).digest}`
}
