import { refuseText } from "../../../core/definition/source/refuse-text.ts"
import { baseImages } from "../../../core/dockerfile/base-images.ts"
import { DOCKERFILE_BUILDER } from "../../../core/image/builder-version.ts"
import { type DockerfileRequest, dockerfileRequest } from "../../../core/image/dockerfile-request.ts"
import { digestOf, hexOf } from "../../../core/shared/digest.ts"
import { failure } from "../../../core/shared/failure.ts"
import { FailureError, fail, failed, ok, type Result } from "../../../core/shared/result.ts"
import type { BuiltImage, ImageBuildRequest } from "../../../ports/image-builder.ts"
import type { ImageRegistry } from "../../../ports/image-registry.ts"
import { EngineClient } from "../engine-client.ts"
import { EngineError, whyOf } from "../engine-error.ts"
import { ensureImage } from "../engine-images.ts"
import { engineSocketOf } from "../engine-socket.ts"
import { buildWithBuildKit } from "./buildkit.ts"
import { buildClassically } from "./classic-build.ts"
import { findDockerClient } from "./docker-client.ts"
import type { EngineBuild, EngineBuilt } from "./engine-build.ts"
import { exportImage } from "./export-image.ts"
import { KnownLayers } from "./known-layers.ts"
import { readContext } from "./read-context.ts"

export interface DockerfileTools {
  readonly registry: ImageRegistry
  /** PATH, DOCKER_HOST, and what says where sockets usually are. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Notes on layers made earlier. */
  readonly cacheFolder: string
  /** Tells apart whose results the engine holds: the folder of the registry. */
  readonly place: string
}

/** Builds a service's image by its Dockerfile in the engine, and brings it into the registry. */
export async function buildDockerfileImage(
  tools: DockerfileTools,
  request: ImageBuildRequest,
): Promise<Result<BuiltImage>> {
  try {
    return await build(tools, request)
  } catch (error) {
    if (request.signal.aborted) return fail("canceled", `the image of ${request.service} was canceled`)
    if (error instanceof FailureError) return failed(error.failure)
    if (error instanceof EngineError) return fail("engine-unavailable", `the engine cannot do it: ${whyOf(error)}`)
    if (error instanceof Error && "syscall" in error) {
      return fail("store-failed", `the image of ${request.service} could not be built: ${error.message}`)
    }
    throw error
  }
}

async function build(tools: DockerfileTools, request: ImageBuildRequest): Promise<Result<BuiltImage>> {
  const { service, source, definition, secrets, log, signal } = request
  if (definition.image.builder !== "dockerfile") throw new TypeError(`${service} has another builder`)
  if (source.kind !== "checkout") throw new TypeError("a Dockerfile is built from a checkout")
  const wanted = dockerfileRequest(definition.directory, definition.image)
  const context = await readContext(wanted, source, log)
  if (!context.ok) return context
  const refusal = refuseText(context.value.text)
  if (refusal) return fail("image-build-failed", `${wanted.file} cannot be read: ${refusal.message}`)
  const client = new EngineClient(tools.env)
  const { platform } = await client.facts()
  if (platform === wanted.platform) {
    // Here what keeps a base away is told from what keeps the Dockerfile from being built.
    for (const image of baseImages(context.value.text, wanted)) await ensureImage(client, image, { log, signal })
  }
  const tag = `slipway-build/${service}:${hexOf(digestOf(tools.place)).slice(0, 12)}`
  const builder = await chooseBuilder(client, tools.env, wanted)
  const built = await builder.run({ request: wanted, context: context.value, secrets, tag, log, signal })
  if (built.id === null) {
    signal.throwIfAborted()
    // An engine that is gone is no Dockerfile's fault.
    await client.send("HEAD", "/_ping")
    return fail("image-build-failed", `the Dockerfile of ${service} cannot be built: ${built.why}`)
  }
  log(`built ${built.id} with ${builder.name}`)
  const stored = await exportImage(
    { client, known: new KnownLayers(tools.cacheFolder), registry: tools.registry, secrets, signal },
    built.id,
  )
  return ok({
    digest: stored.digest,
    facts: { builder: DOCKERFILE_BUILDER, engine: builder.name, platform: wanted.platform },
  })
}

interface Builder {
  readonly name: "buildkit" | "classic"
  readonly run: (build: EngineBuild) => Promise<EngineBuilt>
}

async function chooseBuilder(
  client: EngineClient,
  env: DockerfileTools["env"],
  { secrets, platform }: DockerfileRequest,
): Promise<Builder> {
  const facts = await client.facts()
  const program = facts.hasBuildKit ? await findDockerClient(env) : undefined
  if (program !== undefined) {
    const socket = engineSocketOf(env)
    return { name: "buildkit", run: (build) => buildWithBuildKit({ program, socket, env }, build) }
  }
  const lacks = facts.hasBuildKit ? "there is no docker client that speaks to BuildKit" : "the engine has no BuildKit"
  if (secrets.length > 0) throw unable(`${lacks}, and without it a Dockerfile cannot read secrets safely`)
  if (facts.platform !== platform) throw unable(`${lacks}, and without it images are built for ${facts.platform} alone`)
  return { name: "classic", run: (build) => buildClassically(client, build) }
}

function unable(message: string): FailureError {
  const hint = "install a docker client before 23, or the plugin docker-buildx, on the PATH"
  return new FailureError(failure("engine-unavailable", message, { hint }))
}
