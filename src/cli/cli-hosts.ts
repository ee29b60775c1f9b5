import type { RunHost } from "./run-host.ts"
import type { ServerHost } from "./server-host.ts"

/** What the commands that run things are given; loaded only once they run. */
export interface CliHosts {
  readonly run: () => Promise<RunHost>
  readonly server: () => Promise<ServerHost>
}
