import type { ServiceDefinition } from "../core/definition/schema/service-schema.ts"
import type { SourceFile } from "../core/evidence/source-inputs.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"
import type { Repository } from "./repository.ts"

/** A folder with the commit's files and the outputs of the jobs that an image needs. */
export interface CheckoutSource {
  readonly kind: "checkout"
  /** Absolute. */
  readonly folder: string
  /**
   * The commit's files that the image may hold; whatever else jobs left in the checkout is no part of it, but for the
   * outputs. Null: every file in the checkout counts as the commit's.
   */
  readonly files: readonly string[] | null
  /** What needed jobs leave behind: globs below a folder of the checkout. */
  readonly outputs: readonly { readonly directory: string; readonly globs: readonly string[] }[]
}

/** A commit's files, or the working tree's, as the repository gives them: where an image needs no job's outputs. */
export interface CommitSource {
  readonly kind: "commit"
  /** Those that the image may hold. */
  readonly files: readonly SourceFile[]
  readonly contents: Repository["contents"]
}

export interface ImageBuildRequest {
  /** A Dockerfile is built from a checkout only. */
  readonly source: CheckoutSource | CommitSource
  readonly service: string
  readonly definition: ServiceDefinition
  /** Values by name, for a build that may read them and keeps none of them. */
  readonly secrets: Readonly<Record<string, string>>
  /** Whose containers are (executor.ts). */
  readonly owner: string
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

export interface BuiltImage {
  readonly digest: Digest
  /** What decided the bytes besides the source: npm's version, platform, builder's version. */
  readonly facts: Readonly<Record<string, string>>
}

/**
 * Builds a service's image into the image registry. Where Slipway makes the layers, the same inputs give the same digest,
 * everywhere and always; what a Dockerfile runs may differ each time.
 */
export interface ImageBuilder {
  build(request: ImageBuildRequest): Promise<Result<BuiltImage>>
}
