import { posix } from "node:path"
import { type ImageConfig, makeImageConfig } from "../../core/image/image-config.ts"
import { type Descriptor, MEDIA_TYPE } from "../../core/image/manifest.ts"
import { type ImagePlan, planImage } from "../../core/image/plan-image.ts"
import { canonicalJson, digestOf } from "../../core/shared/digest.ts"
import { FailureError, fail, failed, ok, type Result } from "../../core/shared/result.ts"
import type { Containers } from "../../ports/containers.ts"
import type { BuiltImage, ImageBuildRequest } from "../../ports/image-builder.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { PullImage } from "../../ports/pull-image.ts"
import type { BaseImage } from "./base-image.ts"
import { bringBaseImage } from "./bring-base-image.ts"
import type { BuildSources } from "./build-sources.ts"
import { checkoutSources } from "./checkout-sources.ts"
import { commitSources } from "./commit-sources.ts"
import { findDependencies } from "./dependencies-layer.ts"
import { imageFacts, imageRequestOf } from "./image-facts.ts"
import { type InstallContainer, installContainer } from "./install-container.ts"
import type { LinkEntry } from "./layer-entry.ts"
import type { Dependencies } from "./layer-record.ts"
import { Meanwhile } from "./meanwhile.ts"
import { npmEnvironment, npmVersion } from "./npm.ts"
import { libcOf } from "./npm-arguments.ts"
import { sourceLayer } from "./source-layer.ts"
import type { WrittenLayer } from "./write-layer.ts"

export interface NodeImageTools {
  readonly registry: ImageRegistry
  /** Brings base images that are not here; null: they must have been brought in before. */
  readonly pullImage: PullImage | null
  /** Where dependencies are installed that run scripts. */
  readonly containers: Pick<Containers, "resolveImage" | "folderExecutor">
  /** Notes on dependency layers made earlier. */
  readonly cacheFolder: string
  /** The caller's own environment. npm is given what it needs of it (PATH, HOME, proxies, certificates), nothing else. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface NodeImage extends BuiltImage {
  readonly descriptor: Descriptor
  /** Those that Slipway made, bottom first; layers of the base are not among them. */
  readonly layers: readonly WrittenLayer[]
}

/**
 * Builds a service's image without a daemon: base, dependencies, source (`requirements/image-promotion`), mirrored below
 * `/app`. The same inputs give the same digest on every machine at every time.
 */
export async function buildNodeImage(tools: NodeImageTools, request: ImageBuildRequest): Promise<Result<NodeImage>> {
  try {
    return await build(tools, request)
  } catch (error) {
    return failed(buildFailure(error, request))
  }
}

async function build(tools: NodeImageTools, request: ImageBuildRequest): Promise<Result<NodeImage>> {
  const { registry } = tools
  const { source: from, definition, log, signal } = request
  const image = imageRequestOf(definition)
  if (!image) return fail("not-supported-yet", `${request.service} wants another builder than node`)
  const sources = await (from.kind === "checkout" ? checkoutSources(from) : commitSources(from))
  const plan = planImage(image, sources)
  if (!plan.ok) return plan
  warnOfIgnoredOutputs(plan.value, sources, log)

  const base = await baseOf(tools, request)
  if (!base.ok) return base
  await using meanwhile = new Meanwhile()
  const layerOfSource = (links: readonly LinkEntry[]) =>
    meanwhile.do(sourceLayer({ registry, plan: plan.value, sources, links, signal }))
  let dependencies: Dependencies | null = null
  const environment = npmEnvironment(tools.environment)
  const npm = await npmVersion(environment)
  const { install } = plan.value
  // While npm installs. Without packages of the repository among them, there are no links to those.
  const early = install && mayLink(install) ? undefined : layerOfSource([])
  if (install) {
    if (npm === undefined)
      return fail("image-build-failed", "there is no npm on PATH", { hint: "install Node with npm" })
    const container = await containerOf(tools, request)
    if (!container.ok) return container
    const found = await findDependencies({
      registry,
      cacheFolder: tools.cacheFolder,
      plan: { root: plan.value.root, install },
      texts: sources.texts,
      platform: image.platform,
      libc: libcOf(definition.image.builder === "node" ? definition.image.base : undefined),
      npm: { version: npm, environment },
      container: container.value,
      meanwhile,
      log,
      signal,
    })
    if (!found.ok) return found
    dependencies = found.value
  }
  const source = await (early ?? layerOfSource(dependencies?.links ?? []))
  if (!source.ok) return source
  const layers = [...(dependencies ? [dependencies.layer] : []), source.value]

  const config = makeImageConfig({
    platform: image.platform,
    base: base.value?.config ?? null,
    layers,
    directory: posix.relative(plan.value.root, plan.value.directory) || ".",
    command: plan.value.command,
    port: definition.run.port,
  })
  const stored = await storeImage(registry, config, [
    ...(base.value?.layers ?? []),
    ...layers.map(({ descriptor }) => descriptor),
  ])
  if (!stored.ok) return stored
  for (const { kind, descriptor } of layers) log(`${kind}: ${descriptor.digest}, ${descriptor.size} bytes`)
  const facts = { ...imageFacts(definition, npm), lock: lockDigest(plan.value, sources) }
  return ok({ digest: stored.value.digest, descriptor: stored.value, layers, facts })
}

async function containerOf(
  { containers }: NodeImageTools,
  { definition: { image }, owner, log, signal }: ImageBuildRequest,
): Promise<Result<InstallContainer | null>> {
  return image.builder === "node" ? installContainer({ containers, image, owner, log, signal }) : ok(null)
}

async function baseOf(
  { registry, pullImage }: NodeImageTools,
  { definition: { image }, log, signal }: ImageBuildRequest,
): Promise<Result<BaseImage | null>> {
  if (image.builder !== "node" || image.base === undefined) return ok(null)
  return bringBaseImage({ registry, pullImage, log, signal }, image.base, image.platform)
}

async function storeImage(
  registry: ImageRegistry,
  config: ImageConfig,
  layers: readonly Descriptor[],
): Promise<Result<Descriptor>> {
  const stored = await registry.putBlob(Buffer.from(canonicalJson(config)))
  if (!stored.ok) return stored
  return registry.putManifest({
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: { mediaType: MEDIA_TYPE.config, ...stored.value },
    layers,
  })
}

function mayLink({ selection, closure }: NonNullable<ImagePlan["install"]>): boolean {
  return typeof selection !== "string" || closure.workspaces.length > 0
}

function lockDigest({ install }: ImagePlan, { texts }: BuildSources): string {
  const lock = install?.files.find((path) => /(package-lock|npm-shrinkwrap)\.json$/.test(path))
  return lock === undefined ? "none" : digestOf(texts.get(lock) ?? "")
}

function warnOfIgnoredOutputs(plan: ImagePlan, { outputs }: BuildSources, log: (line: string) => void): void {
  const chosen = new Set(plan.sources)
  const ignored = outputs.filter((path) => !chosen.has(path))
  if (ignored.length > 0) log(`left out by ${plan.ignoreFile ?? "rule"}: ${ignored.length} files that jobs made`)
}

function buildFailure(error: unknown, { service, signal }: ImageBuildRequest) {
  if (signal.aborted) return { reason: "canceled" as const, message: `the image of ${service} was canceled` }
  if (error instanceof FailureError) return error.failure
  if (error instanceof Error && "syscall" in error) {
    return { reason: "store-failed" as const, message: `the image of ${service} could not be built: ${error.message}` }
  }
  throw error
}
