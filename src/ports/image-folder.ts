import type { Inventory } from "../core/image/inventory.ts"
import type { CollectionPlan, StoredBlob } from "../core/image/plan-collection.ts"
import type { Result } from "../core/shared/result.ts"
import type { ImageRegistry } from "./image-registry.ts"

export interface CollectionRequest {
  /** Called once, while nobody else can write: what it finds needed cannot become unneeded, nor the other way round. */
  readonly decide: (inventory: Inventory, blobs: readonly StoredBlob[]) => Promise<CollectionPlan>
  /** Milliseconds since 1970. */
  readonly now: number
  /** Only decides. */
  readonly dryRun: boolean
}

export interface Collection {
  readonly plan: CollectionPlan
  readonly dryRun: boolean
}

/** The last time that images were removed. */
export interface LastCollection {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly images: number
  readonly bytes: number
}

/** An image registry whose whole content is known: a folder on this machine. */
export interface ImageFolder extends ImageRegistry {
  /** Absolute. */
  readonly folder: string
  /** Everything that is listed, in the order in which it was stored. */
  inventory(): Promise<Result<Inventory>>
  /**
   * Removes what is decided to go. Safe beside whoever writes, and at whatever point it is killed: what is listed is there.
   */
  collect(request: CollectionRequest): Promise<Result<Collection>>
  /** Null: never. */
  lastCollection(): Promise<LastCollection | null>
}
