import type { ResourceKind } from "../../core/definition/resource-variable-names.ts"
import type { Isolation } from "../resource-server.ts"

/** What an environment has, or is getting, on a shared server. Written down before it is made. */
export interface ResourceRecord {
  readonly environment: string
  /** The key under `resources:` when it was made. */
  readonly resource: string
  readonly kind: ResourceKind
  /** As it was made: a later change of the definition is for later environments. */
  readonly isolate: Isolation
  /** Name of the secret with the server's URL. */
  readonly secret: string
  /** `making` until it is seeded: what is found so is made anew. */
  readonly state: "making" | "ready"
  /** Why it could not be removed at the last attempt. */
  readonly note: string | null
  readonly createdAt: number
}

export interface ResourceStore {
  list(environment?: string): Promise<readonly ResourceRecord[]>
  /** Inserts or replaces by environment and resource. */
  save(record: ResourceRecord): Promise<void>
  remove(environment: string, resource: string): Promise<void>
}
