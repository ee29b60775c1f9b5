import type { RegistryDefinition } from "../core/definition/schema/registry-schema.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"

export interface PublishRequest {
  readonly service: string
  readonly image: Digest
  readonly tag: string
  /** False: a tag that names another image stays, and the request fails (`name-moves`). */
  readonly moves: boolean
  /** Artifacts that belong beside the image: the releases that it is part of. */
  readonly beside: readonly Digest[]
  readonly signal: AbortSignal
}

export interface PublishedImage {
  /** `registry.example.com/automation/web:main-0123456789ab`. */
  readonly reference: string
  readonly image: Digest
  /** Blobs that were sent, and their bytes; all others were there, or were mounted from another repository. */
  readonly sent: number
  readonly bytes: number
  readonly mounted: number
  /** Statements that were not there yet. */
  readonly statements: number
}

/** A registry that others read from. Images get there by their digest, with what has been proven about them. */
export interface ImagePublisher {
  /** `registry.example.com/automation`. */
  readonly url: string
  /**
   * Brings an image, the artifacts beside it, and the statements about both where they are missing, then gives the name.
   * Done again it changes nothing, so that whatever was interrupted is completed by doing it once more.
   */
  publish(request: PublishRequest): Promise<Result<PublishedImage>>
  /** The image that a tag of a service names; null: none. */
  find(service: string, tag: string): Promise<Result<Digest | null>>
}

/** Opens the registry that the rules name; `services`: all of the project. The same one again for the same rules. */
export type OpenPublisher = (registry: RegistryDefinition, services: readonly string[]) => ImagePublisher
