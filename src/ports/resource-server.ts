import type { ResourceKind } from "../core/definition/resource-variable-names.ts"
import type { ResourceOwner } from "../core/environment/resource-name.ts"
import type { ResourcePlace } from "../core/environment/resource-variables.ts"
import type { Result } from "../core/shared/result.ts"

/** What an environment gets of its own. */
export type Isolation = "schema" | "prefix" | "database"

export interface ProvidedResource {
  readonly place: ResourcePlace
  /** Whether it was made just now, and so is empty. */
  readonly isNew: boolean
}

/** A server that environments share. All calls can be repeated, and each finishes what an interrupted one began. */
export interface ResourceServer {
  /**
   * Makes what the owner is to have, where it is missing. With `mustExist` a database that is gone is a failure, for
   * its data went with it.
   */
  provide(
    owner: ResourceOwner,
    options: { readonly isolate: Isolation; readonly mustExist: boolean },
  ): Promise<Result<ProvidedResource>>
  /** Removes all that the owner has, with its connections, and nothing else. */
  remove(owner: ResourceOwner): Promise<Result<void>>
  /** Everybody whose label is found there: of this Slipway server only. */
  findOwners(): Promise<Result<readonly ResourceOwner[]>>
}

export interface ResourceServers {
  /** Of this Slipway server: a part of every owner. */
  readonly id: string
  /** `url`: of somebody who may make and remove databases, roles and users. It never leaves the server. */
  open(kind: ResourceKind, url: string): Promise<ResourceServer>
  /** Runs SQL statements, all of them or none, as who the URL says. */
  runSql(url: string, sql: string): Promise<Result<void>>
}
