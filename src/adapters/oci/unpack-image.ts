import { randomUUID } from "node:crypto"
import { mkdir, rename, rm, stat } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { type ImageConfig, imageConfigSchema, LAYER_ANNOTATION } from "../../core/image/image-config.ts"
import type { Descriptor } from "../../core/image/manifest.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { FailureError, fail, failed, ok, type Result, unwrap } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { ArchiveLimits } from "../tar/archive-budget.ts"
import { LayerExtraction } from "./layer-extraction.ts"
import { LIMITS } from "./limits.ts"
import { hasCode, storageFailure } from "./storage-failure.ts"

export interface UnpackOptions {
  readonly limits?: Partial<ArchiveLimits>
}

/** How an image wants to be started (OCI image configuration). */
export interface UnpackedImage {
  /** Absolute folder that stands for the image's `/`: it holds `app/...`. */
  readonly root: string
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  /** Path in the image, e.g. `/app/services/gateway`. */
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Unpacks an image's application layers, those above its base, into `<folder>/root`, which is there whole or not at all; if
 * it is there, it is taken as it is. Digests of layers and of their content are checked, and nothing is written outside of
 * the folder whatever an archive says: `image-corrupt` names what it tried.
 */
export async function unpackImage(
  registry: ImageRegistry,
  digest: Digest,
  folder: string,
  options: UnpackOptions = {},
): Promise<Result<UnpackedImage>> {
  const root = join(folder, "root")
  try {
    const manifest = unwrap(await registry.readManifest(digest))
    const config = readConfig(unwrap(await registry.readBlob(manifest.config.digest)), digest)
    const layers = manifest.layers.map((layer, at) => ({ layer, diffId: config.rootfs.diff_ids[at] }))
    const wanted = layers.filter(({ layer }) => isApplication(layer))
    if (wanted.length === 0) return fail("image-corrupt", `image ${shortDigest(digest)} has no application layers`)
    if (!(await exists(root))) await unpackInto(registry, root, wanted, { ...LIMITS.unpack, ...options.limits })
    return ok(describe(root, config))
  } catch (error) {
    return failed(storageFailure(error, `image ${shortDigest(digest)} could not be unpacked`))
  }
}

interface WantedLayer {
  readonly layer: Descriptor
  readonly diffId: Digest | undefined
}

async function unpackInto(
  registry: ImageRegistry,
  root: string,
  layers: readonly WantedLayer[],
  limits: ArchiveLimits,
): Promise<void> {
  const partial = join(dirname(root), `.${basename(root)}.${randomUUID()}`)
  await mkdir(partial, { recursive: true })
  try {
    const extraction = new LayerExtraction(partial, limits)
    for (const { layer, diffId } of layers) {
      const content = unwrap(await registry.streamBlob(layer.digest))
      if (diffId === undefined) throw corrupt("its configuration does not list all layers")
      await extraction.extract(content, layer.mediaType, diffId)
    }
    await extraction.finish()
    await rename(partial, root)
  } catch (error) {
    // Somebody else has unpacked the same image meanwhile: its content is the same.
    if (!hasCode(error, "ENOTEMPTY", "EEXIST")) throw error
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

function describe(root: string, { config }: ImageConfig): UnpackedImage {
  const variables = (config.Env ?? []).map((variable): [string, string] => {
    const [name = "", ...value] = variable.split("=")
    return [name, value.join("=")]
  })
  return {
    root,
    entrypoint: config.Entrypoint ?? [],
    cmd: config.Cmd ?? [],
    workdir: config.WorkingDir || "/",
    env: Object.fromEntries(variables),
  }
}

function readConfig(bytes: Buffer, digest: Digest): ImageConfig {
  try {
    return imageConfigSchema.parse(JSON.parse(bytes.toString("utf8")))
  } catch {
    throw corrupt(`the configuration of ${shortDigest(digest)} cannot be read`)
  }
}

function isApplication({ annotations }: Descriptor): boolean {
  return annotations?.[LAYER_ANNOTATION] !== undefined
}

function corrupt(message: string): FailureError {
  return new FailureError({ reason: "image-corrupt", message })
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
