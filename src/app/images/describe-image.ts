import { decodeBundle } from "../../core/evidence/bundle.ts"
import { payloadOf } from "../../core/evidence/envelope.ts"
import { parseStatement } from "../../core/evidence/parse-statement.ts"
import { PREDICATE, type Provenance } from "../../core/evidence/statement.ts"
import { type ImageConfig, imageConfigSchema, LAYER_ANNOTATION } from "../../core/image/image-config.ts"
import { indexSchema, type Manifest, manifestSchema } from "../../core/image/manifest.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"

/** `other`: of a base, or of an image that Slipway did not build. */
export type LayerContent = "base" | "dependencies" | "source" | "other"

export interface DescribedLayer {
  readonly digest: Digest
  /** Bytes as stored. */
  readonly size: number
  readonly content: LayerContent
  /** What the image's history says has made it. */
  readonly madeBy: string | null
}

/** Where an image comes from, as a statement says. Nothing of it is verified here. */
export interface ClaimedOrigin {
  readonly service: string
  readonly ref: string | null
  readonly sources: readonly string[]
  readonly builder: string
  readonly finishedOn: string
}

export interface ImageDescription {
  readonly digest: Digest
  readonly names: readonly string[]
  /** `linux/amd64`. */
  readonly platform: string
  /** Bytes of manifest, configuration and layers. */
  readonly size: number
  readonly config: {
    readonly entrypoint: readonly string[]
    readonly cmd: readonly string[]
    readonly workdir: string
    readonly user: string
    readonly env: readonly string[]
    readonly ports: readonly string[]
  }
  readonly layers: readonly DescribedLayer[]
  /** Statements that speak about it, by predicate type. */
  readonly statements: Readonly<Record<string, number>>
  readonly origins: readonly ClaimedOrigin[]
}

/** What is in an image, what it is called, and what is said about it. */
export async function describeImage(registry: ImageRegistry, digest: Digest): Promise<Result<ImageDescription>> {
  const bytes = await registry.readBlob(digest)
  if (!bytes.ok) return bytes
  const manifest = manifestOf(bytes.value, digest)
  if (!manifest.ok) return manifest
  const config = await readConfig(registry, manifest.value, digest)
  if (!config.ok) return config
  const names = await registry.names()
  if (!names.ok) return names
  const said = await readStatements(registry, digest)
  if (!said.ok) return said
  const { layers, config: configBlob } = manifest.value
  return ok({
    digest,
    names: names.value.flatMap(({ name, descriptor }) => (descriptor.digest === digest ? [name] : [])),
    platform: `${config.value.os}/${config.value.architecture}`,
    size: layers.reduce((total, { size }) => total + size, bytes.value.byteLength + configBlob.size),
    config: startOf(config.value),
    layers: describeLayers(manifest.value, config.value),
    ...said.value,
  })
}

function manifestOf(bytes: Buffer, digest: Digest): Result<Manifest> {
  const json = parseJson(bytes)
  const manifest = manifestSchema.safeParse(json)
  if (manifest.success) return ok(manifest.data)
  const index = indexSchema.safeParse(json)
  if (!index.success) return fail("image-corrupt", `${shortDigest(digest)} is neither a manifest nor an index`)
  const images = index.data.manifests.map(({ platform, digest: one }) => {
    return `${platform ? `${platform.os}/${platform.architecture}` : "any platform"}: ${one}`
  })
  return fail("argument-invalid", `${shortDigest(digest)} is for several platforms, so say which image`, {
    hint: images.slice(0, 10).join(", "),
  })
}

async function readConfig(registry: ImageRegistry, manifest: Manifest, digest: Digest): Promise<Result<ImageConfig>> {
  const bytes = await registry.readBlob(manifest.config.digest)
  if (!bytes.ok) return bytes
  const config = imageConfigSchema.safeParse(parseJson(bytes.value))
  if (config.success) return ok(config.data)
  if (manifest.artifactType !== undefined) {
    return fail("argument-invalid", `${shortDigest(digest)} is no image but ${manifest.artifactType}`)
  }
  return fail("image-corrupt", `the configuration of ${shortDigest(digest)} cannot be read`)
}

function startOf({ config }: ImageConfig): ImageDescription["config"] {
  return {
    entrypoint: config.Entrypoint ?? [],
    cmd: config.Cmd ?? [],
    workdir: config.WorkingDir || "/",
    user: config.User || "root",
    env: config.Env ?? [],
    ports: Object.keys(config.ExposedPorts ?? {}),
  }
}

function describeLayers({ layers }: Manifest, { history }: ImageConfig): readonly DescribedLayer[] {
  const steps = (history ?? []).filter((step) => step.empty_layer !== true)
  const own = layers.findIndex(({ annotations }) => annotations?.[LAYER_ANNOTATION] !== undefined)
  return layers.map(({ digest, size, annotations }, at) => {
    const step = steps.length === layers.length ? steps[at] : undefined
    const madeBy = typeof step?.created_by === "string" ? step.created_by : null
    return { digest, size, madeBy, content: contentOf(annotations?.[LAYER_ANNOTATION], own > at) }
  })
}

function contentOf(annotation: string | undefined, isBelow: boolean): LayerContent {
  if (annotation === "dependencies" || annotation === "source") return annotation
  return isBelow ? "base" : "other"
}

type Said = Pick<ImageDescription, "statements" | "origins">

async function readStatements(registry: ImageRegistry, digest: Digest): Promise<Result<Said>> {
  const referrers = await registry.referrers(digest)
  if (!referrers.ok) return referrers
  const statements: Record<string, number> = {}
  const origins: ClaimedOrigin[] = []
  for (const referrer of referrers.value) {
    const read = await readClaim(registry, referrer.digest)
    const type = read?.predicateType ?? "unreadable"
    statements[type] = (statements[type] ?? 0) + 1
    if (read?.predicateType === PREDICATE.provenance) origins.push(originOf(read.predicate as Provenance))
  }
  return ok({ statements, origins })
}

/** A statement as it is stored; undefined if it cannot be read. Whether its signature counts is not looked at. */
async function readClaim(registry: ImageRegistry, digest: Digest) {
  const manifest = await registry.readManifest(digest)
  const layer = manifest.ok ? manifest.value.layers[0] : undefined
  const bytes = layer && (await registry.readBlob(layer.digest))
  const envelope = bytes?.ok ? decodeBundle(bytes.value) : undefined
  const statement = envelope && parseStatement(payloadOf(envelope))
  return statement?.ok ? statement.value : undefined
}

function originOf({ buildDefinition, runDetails }: Provenance): ClaimedOrigin {
  const { service, ref } = buildDefinition.externalParameters
  const sources = buildDefinition.resolvedDependencies.map(({ uri, digest }) => {
    const [first] = Object.values(digest)
    return first === undefined ? uri : `${uri}@${first}`
  })
  return { service, ref, sources, builder: runDetails.builder.id, finishedOn: runDetails.metadata.finishedOn }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"))
  } catch {
    return undefined
  }
}
