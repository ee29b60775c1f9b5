import type { Digest } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"

/** Whose an instance is: the label that teardown and recovery go by. */
export interface InstanceOwner {
  readonly environment: string
  readonly service: string
  /** Unique for each start, e.g. `d12-gateway-1`. */
  readonly instance: string
}

/** What runs in place of an image: a command among files. */
export interface StandIn {
  /** Writes the files below an empty folder. */
  readonly write: (folder: string) => Promise<Result<void>>
  /** Where in there the command runs. */
  readonly directory: string
  /** For `sh -c`. */
  readonly command: string
}

export interface InstanceSpecification {
  readonly owner: InstanceOwner
  /** Of the image, or the identity of what stands in for it. */
  readonly image: Digest
  readonly standIn?: StandIn
  /** Environment's variables, addresses of what it needs. PORT, HOST and STATE_DIRECTORY come from the target. */
  readonly env: Readonly<Record<string, string>>
  /** Values that are masked in its log. */
  readonly hidden: readonly string[]
}

/** A started process. `startedAt` tells it from a later process with the same id. */
export interface Instance {
  readonly owner: InstanceOwner
  readonly image: Digest
  readonly pid: number
  readonly startedAt: string
  /** On 127.0.0.1. */
  readonly port: number
}

/** A place where services run. All calls can be repeated: what is done already is found done. */
export interface Target {
  readonly kind: string
  /** One sentence on what this target does not protect, for `slipway up` and `plan`. */
  readonly caveat: string | null
  start(specification: InstanceSpecification): Promise<Result<Instance>>
  /**
   * Waits for 2xx from `path`. Fails with `deployment-failed`, the reason and the last log lines when the process ends,
   * when a probe hangs (each has its own limit) or when `timeout` milliseconds pass.
   */
  awaitHealthy(instance: Instance, options: HealthOptions): Promise<Result<void>>
  isRunning(instance: Instance): Promise<boolean>
  /** TERM, then KILL after `grace` milliseconds, to the whole process group. Fine if it is gone already. */
  stop(instance: Instance, grace: number): Promise<void>
  /** Everything that carries this server's label, also what a crash left unrecorded. */
  findOwned(environment?: string): Promise<readonly { readonly owner: InstanceOwner; readonly pid: number }[]>
  /** Names of all environments that have a process or a folder here with this server's label. */
  findEnvironments(): Promise<readonly string[]>
  /** Stops what {@link findOwned} found, unrecorded or not. */
  stopOwned(found: { readonly owner: InstanceOwner; readonly pid: number }, grace: number): Promise<void>
  /** Stops everything labelled with the environment and removes its folders (state, layers, logs). */
  removeEnvironment(environment: string): Promise<void>
  /** Last lines of a service's log, oldest first. */
  logLines(owner: Pick<InstanceOwner, "environment" | "service">, count: number): Promise<readonly string[]>
  /** Follows what is written to a service's log from now on, later instances included, until aborted. */
  followLog(owner: Pick<InstanceOwner, "environment" | "service">, signal: AbortSignal): AsyncIterable<string>
}

export interface HealthOptions {
  readonly path: string
  readonly timeout: number
  readonly signal: AbortSignal
}

/** The way in to services: host names on one port, and a stable port for each service. */
export interface Router {
  /** Listens on the stable port (once) and sends both it and the host name to the upstream port from now on. */
  route(address: RouteAddress, upstream: number): Promise<Result<void>>
  /** Stops new requests to an old upstream and resolves once those under way have ended or `grace` has passed. */
  drain(upstream: number, grace: number): Promise<void>
  remove(address: RouteAddress): Promise<void>
  /** Whether nothing listens on this port of 127.0.0.1. */
  isFree(port: number): Promise<boolean>
}

export interface RouteAddress {
  /** e.g. `front-door.uat.application.localhost`; null for private services, which have only a port. */
  readonly host: string | null
  /** Stable port on 127.0.0.1. */
  readonly port: number
  /** What people are told when it cannot be reached, e.g. `gateway in uat`; default: host or port. */
  readonly name?: string
}
