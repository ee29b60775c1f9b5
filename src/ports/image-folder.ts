import type { Inventory } from "../core/image/inventory.ts"
import type { Result } from "../core/shared/result.ts"
import type { ImageRegistry } from "./image-registry.ts"

/** An image registry whose whole content is known: a folder on this machine. */
export interface ImageFolder extends ImageRegistry {
  /** Absolute. */
  readonly folder: string
  /** Everything that is listed, in the order in which it was stored. */
  inventory(): Promise<Result<Inventory>>
}
