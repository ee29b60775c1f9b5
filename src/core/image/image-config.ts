import { posix } from "node:path"
import * as z from "zod/mini"
import { type Digest, isDigest } from "../shared/digest.ts"
import type { ImageRequest } from "./plan-image.ts"

const digestSchema = z.custom<Digest>((value) => typeof value === "string" && isDigest(value))
const textsSchema = z.nullish(z.array(z.string()))

/** OCI image configuration (image specification, config.md), as far as Slipway reads it; the rest is kept. */
export const imageConfigSchema = z.looseObject({
  architecture: z.string(),
  os: z.string(),
  config: z._default(
    z.looseObject({
      Env: textsSchema,
      Entrypoint: textsSchema,
      Cmd: textsSchema,
      WorkingDir: z.nullish(z.string()),
      User: z.nullish(z.string()),
      ExposedPorts: z.nullish(z.record(z.string(), z.unknown())),
    }),
    {},
  ),
  rootfs: z.looseObject({ type: z.literal("layers"), diff_ids: z.array(digestSchema) }),
  history: z.nullish(z.array(z.looseObject({ empty_layer: z.optional(z.boolean()) }))),
})

export type ImageConfig = z.output<typeof imageConfigSchema>

/** The kinds of layers that Slipway adds; the annotation on a layer's descriptor says which it is. */
export type ApplicationLayer = "dependencies" | "source"
export const LAYER_ANNOTATION = "dev.slipway.layer"

export interface NewImageConfig {
  readonly platform: ImageRequest["platform"]
  readonly base: ImageConfig | null
  readonly layers: readonly { readonly kind: ApplicationLayer; readonly diffId: Digest }[]
  /** Folder of the service below `/app`, `.` for `/app` itself. */
  readonly directory: string
  /** Arguments of `node`. */
  readonly command: readonly string[]
  readonly port: number
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/**
 * Configuration of a service's image. No commit, version or time: those are beside the image, never inside
 * (`architecture.md`, What is proven). The whole start is the entrypoint, so that arguments of `docker run` reach the
 * program, which a command-line tool needs. The user is nobody special: files belong to root, and the service cannot change them.
 */
export function makeImageConfig({ platform, base, layers, directory, command, port }: NewImageConfig): ImageConfig {
  const [os = "linux", architecture = "amd64"] = platform.split("/")
  const inherited = base?.config ?? {}
  const steps = layers.map(({ kind }) => ({ created_by: `slipway: ${kind}` }))
  const history = historyOf(base)
  return {
    architecture,
    os,
    config: {
      ...inherited,
      Env: withVariable(withPath(inherited.Env ?? []), "NODE_ENV", "production"),
      Entrypoint: ["node", ...command],
      Cmd: [],
      WorkingDir: posix.join("/app", directory).replace(/\/$/, ""),
      User: "1000:1000",
      ExposedPorts: { ...inherited.ExposedPorts, [`${port}/tcp`]: {} },
    },
    rootfs: { type: "layers", diff_ids: [...(base?.rootfs.diff_ids ?? []), ...layers.map(({ diffId }) => diffId)] },
    ...(history ? { history: [...history, ...steps] } : {}),
  }
}

/** A base that tells no history, or not of all its layers, leaves none to continue. */
function historyOf(base: ImageConfig | null): NonNullable<ImageConfig["history"]> | undefined {
  if (!base) return []
  const told = base.history?.filter((step) => step.empty_layer !== true).length
  return told === base.rootfs.diff_ids.length ? (base.history ?? undefined) : undefined
}

function withPath(env: readonly string[]): readonly string[] {
  return env.some((variable) => variable.startsWith("PATH=")) ? env : [`PATH=${PATH}`, ...env]
}

function withVariable(env: readonly string[], name: string, value: string): string[] {
  return [...env.filter((variable) => !variable.startsWith(`${name}=`)), `${name}=${value}`]
}
