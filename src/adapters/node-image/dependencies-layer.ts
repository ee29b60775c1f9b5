import { mkdir, mkdtemp, readdir, readlink, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, posix } from "node:path"
import { BUILDER_VERSION } from "../../core/image/builder-version.ts"
import { linkStaysInside } from "../../core/image/inside.ts"
import { type ImagePlan, type ImageRequest, npmPlatform } from "../../core/image/plan-image.ts"
import { digestOf, digestOfJson } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { type LayerEntry, readPlainFile } from "./layer-entry.ts"
import { readLayerRecord, writeLayerRecord } from "./layer-record.ts"
import { runNpm } from "./npm.ts"
import { type Libc, npmCiArguments } from "./npm-arguments.ts"
import { type WrittenLayer, writeLayer } from "./write-layer.ts"

export interface DependenciesRequest {
  readonly registry: ImageRegistry
  readonly plan: Pick<ImagePlan, "root"> & { readonly install: NonNullable<ImagePlan["install"]> }
  /** Content of the plan's install files. */
  readonly texts: ReadonlyMap<string, string>
  readonly platform: ImageRequest["platform"]
  readonly libc: Libc
  readonly npm: { readonly version: string; readonly environment: Readonly<Record<string, string>> }
  readonly cacheFolder: string
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * The layer of production dependencies. It is made once for a lock file, package.json files, platform, npm and builder, and
 * found again by them: with an unchanged lock file npm does not run.
 */
export async function dependenciesLayer(request: DependenciesRequest): Promise<Result<WrittenLayer>> {
  const record = join(request.cacheFolder, "dependencies", `${keyOf(request)}.json`)
  const known = await readLayerRecord(record)
  if (known && (await request.registry.hasBlob(known.descriptor.digest))) {
    request.log("dependencies: unchanged")
    return ok(known)
  }
  const folder = await mkdtemp(join(tmpdir(), "slipway-dependencies-"))
  try {
    const installed = await install(request, folder)
    if (!installed.ok) return installed
    const layer = await writeLayer(request.registry, "dependencies", await entriesOf(request, folder), request.signal)
    if (layer.ok) await writeLayerRecord(record, layer.value)
    return layer
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function keyOf({ plan, texts, platform, libc, npm }: DependenciesRequest): string {
  const files = plan.install.files.map((path) => [posix.relative(plan.root, path), digestOf(texts.get(path) ?? "")])
  const { selection } = plan.install
  return digestOfJson({ builder: BUILDER_VERSION, npm: npm.version, platform, libc, selection, files }).slice(7)
}

async function install(request: DependenciesRequest, folder: string): Promise<Result<void>> {
  const { plan, texts, platform, libc, npm, log, signal } = request
  for (const path of plan.install.files) {
    const copy = join(folder, posix.relative(plan.root, path))
    await mkdir(dirname(copy), { recursive: true })
    await writeFile(copy, texts.get(path) ?? "")
  }
  const { selection, closure } = plan.install
  const done = await runNpm({
    arguments: npmCiArguments(selection, npmPlatform(platform), libc),
    directory: folder,
    environment: npm.environment,
    log,
    signal,
  })
  if (!done.ok) return done
  for (const path of closure.required) {
    if (await exists(join(folder, path))) continue
    return fail("image-build-failed", `npm did not install ${path}, which the lock file names for production`)
  }
  return ok(undefined)
}

/** What npm left in `node_modules`, without its own notes and without links to packages that the service does not use. */
async function entriesOf({ plan }: DependenciesRequest, folder: string): Promise<readonly LayerEntry[]> {
  const { selection, closure } = plan.install
  const importer = typeof selection === "string" ? "" : selection.workspace
  const packages = new Set([importer, ...closure.workspaces])
  const entries: LayerEntry[] = []
  const collect = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = posix.join(below, entry.name)
      if (NOTES.has(posix.join(posix.basename(below), entry.name))) continue
      if (entry.isDirectory()) await collect(path)
      else if (entry.isFile()) entries.push(await fileEntry(folder, path))
      else if (entry.isSymbolicLink()) {
        const target = await readlink(join(folder, path))
        const leadsTo = posix.join(posix.dirname(path), target)
        const isUsed = packages.has(leadsTo) || leadsTo.includes("node_modules/")
        if (isUsed && linkStaysInside(path, target)) entries.push({ kind: "symlink", path: `app/${path}`, target })
      }
    }
  }
  for (const at of new Set(["", ...packages])) {
    const modules = posix.join(at, "node_modules")
    if (await exists(join(folder, modules))) await collect(modules)
  }
  return entries
}

const NOTES = new Set(["node_modules/.package-lock.json", "node_modules/.cache"])

async function fileEntry(folder: string, path: string): Promise<LayerEntry> {
  const absolute = join(folder, path)
  const { mode } = await stat(absolute)
  return { kind: "file", path: `app/${path}`, isExecutable: (mode & 0o100) !== 0, read: () => readPlainFile(absolute) }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
