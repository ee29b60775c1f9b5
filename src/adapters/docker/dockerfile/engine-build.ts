import type { DockerfileRequest } from "../../../core/image/dockerfile-request.ts"
import type { Digest } from "../../../core/shared/digest.ts"
import type { ReadContext } from "./read-context.ts"

/** A build for an engine, whichever of its builders carries it out. */
export interface EngineBuild {
  readonly request: DockerfileRequest
  readonly context: ReadContext
  /** Values by name. */
  readonly secrets: Readonly<Record<string, string>>
  /** What the engine calls the result, until the next build of the service. */
  readonly tag: string
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** How a build ended: the engine's id of the image, or why there is none, in the builder's own words. */
export type EngineBuilt = { readonly id: Digest | string } | { readonly id: null; readonly why: string }
