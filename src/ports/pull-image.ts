import type { Result } from "../core/shared/result.ts"
import type { Platform } from "./image-registry.ts"

export interface PullRequest {
  /** `registry.example.com/base/node:24@sha256:...`: by its digest. */
  readonly reference: string
  readonly platform: Platform
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** Brings an image from its registry into the images here, once, and checks every byte of it against its digest. */
export type PullImage = (request: PullRequest) => Promise<Result<void>>
