import type { ExplainPorts } from "../app/why/explain-jobs.ts"
import type { Result } from "../core/shared/result.ts"
import type { LocalCaches } from "../ports/local-caches.ts"
import type { CliContext } from "./cli-context.ts"
import type { ImageHost } from "./image/image-host.ts"
import type { RunHost } from "./run-host.ts"
import type { ServerHost } from "./server-host.ts"

/** What the commands that run things are given; loaded only once they run. */
export interface CliHosts {
  readonly run: () => Promise<RunHost>
  readonly explain: (context: CliContext) => Promise<Result<ExplainPorts>>
  readonly caches: (context: CliContext) => Promise<Result<LocalCaches>>
  readonly images: () => Promise<ImageHost>
  readonly server: () => Promise<ServerHost>
}
