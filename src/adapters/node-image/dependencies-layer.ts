import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, posix } from "node:path"
import { BUILDER_VERSION } from "../../core/image/builder-version.ts"
import { digestOf, digestOfJson, hexOf } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { checkInstalled } from "./check-installed.ts"
import { type InstallRequest, installDependencies, installText } from "./install-dependencies.ts"
import { findInstalled } from "./installed-files.ts"
import { layerArchive } from "./layer-archive.ts"
import { type Dependencies, readLayerRecord, writeLayerRecord } from "./layer-record.ts"
import type { Meanwhile } from "./meanwhile.ts"
import { writeLayer } from "./write-layer.ts"

export interface DependenciesRequest extends InstallRequest {
  readonly registry: ImageRegistry
  /** Notes on layers made earlier. */
  readonly cacheFolder: string
  /** For what is tidied while the build goes on. */
  readonly meanwhile: Meanwhile
}

/**
 * The layer of production dependencies. It is made once for a lock file, what package.json files say about dependencies,
 * platform, npm and builder, and found again by them: with an unchanged lock file npm does not run.
 */
export async function findDependencies(request: DependenciesRequest): Promise<Result<Dependencies>> {
  const { registry, cacheFolder, plan, container, meanwhile, log, signal } = request
  const record = join(cacheFolder, "dependencies", `${keyOf(request)}.json`)
  const known = await readLayerRecord(record)
  if (known && (await registry.hasBlob(known.layer.descriptor.digest))) {
    log("dependencies: unchanged")
    return ok(known)
  }
  const folder = await mkdtemp(join(tmpdir(), "slipway-dependencies-"))
  try {
    const installed = await installDependencies(request, folder)
    if (!installed.ok) return installed
    const [checked, { files, links }] = await Promise.all([
      checkInstalled({ ...plan.install.closure, mayRunScripts: container !== null }, folder),
      findInstalled(plan.install, folder),
    ])
    if (!checked.ok) return checked
    const layer = await writeLayer(registry, "dependencies", layerArchive(files), signal)
    if (!layer.ok) return layer
    const made = { layer: layer.value, links }
    await writeLayerRecord(record, made)
    return ok(made)
  } finally {
    meanwhile.do(rm(folder, { recursive: true, force: true }))
  }
}

function keyOf({ plan, texts, platform, libc, npm, container }: DependenciesRequest): string {
  const files = plan.install.files.map((path) => [posix.relative(plan.root, path), digestOf(installText(path, texts))])
  const { selection } = plan.install
  const machine = { builder: BUILDER_VERSION, npm: npm.version, platform, libc, container: container?.digest ?? null }
  return hexOf(digestOfJson({ ...machine, selection, files }))
}
