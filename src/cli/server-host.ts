import type { PruneSchedule } from "../app/server/server-ports.ts"
import type { Result } from "../core/shared/result.ts"
import type { CliContext } from "./cli-context.ts"

/** What `slipway up` may be told. */
export interface ServerOptions {
  readonly port: number
  readonly routerPort: number
  readonly stablePorts: { readonly from: number; readonly to: number }
  /** Milliseconds until a service that does not get healthy fails its deployment. */
  readonly healthTimeout: number
  /** Jobs at once in one run; null: one per processor. */
  readonly jobs: number | null
  /** Name of the owner; null: whoever of `people` has git's `user.email`, else `owner`. */
  readonly owner: string | null
  /** When images that nothing needs are removed. */
  readonly prune: PruneSchedule
}

/** A server that answers. */
export interface RunningServer {
  readonly project: string
  readonly url: string
  readonly routerPort: number
  readonly owner: string
  /** Set only at the first start: from then on only its hash is known. */
  readonly token: string | null
  /** What the target does not protect. */
  readonly caveat: string | null
  /** Branch that has to be pushed first; null once the server has it. */
  readonly pushFirst: string | null
  /** Resolves when the server has ended, by `stop` or because it was told to over HTTP. */
  readonly ended: Promise<void>
  /** Ends the server; services go on running unless `services` is true. */
  stop(options: { readonly services: boolean }): Promise<void>
}

/** Starts servers on this machine. */
export interface ServerHost {
  start(context: CliContext, options: ServerOptions): Promise<Result<RunningServer>>
  onInterrupt(listener: () => void): void
}
