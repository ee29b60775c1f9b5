import { readFile } from "node:fs/promises"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import type { HttpRouter } from "./adapters/proxy/http-router.ts"
import { acceptRefChanges } from "./app/server/accept-ref-changes.ts"
import { Dispatcher } from "./app/server/dispatcher.ts"
import { ImagePruner } from "./app/server/image-pruner.ts"
import { recover } from "./app/server/recover.ts"
import type { ServerPorts } from "./app/server/server-ports.ts"
import { StatusWatch } from "./app/server/status-watch.ts"
import { stopServices } from "./app/server/stop-services.ts"
import { createToken } from "./app/server/tokens.ts"
import type { CliContext } from "./cli/cli-context.ts"
import type { Result } from "./core/shared/result.ts"
import { createApi } from "./server/api/create-api.ts"
import { GitEndpoint } from "./server/git-endpoint.ts"
import { HookEndpoint } from "./server/hook-endpoint.ts"
import { HOOK_BASE, listen } from "./server/listen.ts"
import { PushTable } from "./server/push-table.ts"
import { WebFiles } from "./server/web-files.ts"
import { type DataFolders, sessionKeyOf, writeServerFile } from "./server-data.ts"

/** Milliseconds between looks at services and lifetimes, and between looks at everything. */
const LOOK_AFTER = 2000
const LOOK_AT_ALL = 30_000

interface ServerSurroundings {
  readonly folders: DataFolders
  readonly router: HttpRouter
  readonly context: CliContext
}

/** One server: its listeners, its dispatcher, its timers, from the first request to the last. */
export class ServerProcess {
  readonly ended: Promise<void>
  readonly #ports: ServerPorts
  readonly #surroundings: ServerSurroundings
  readonly #dispatcher: Dispatcher
  readonly #pruner: ImagePruner
  readonly #statusWatch: StatusWatch
  readonly #timers: NodeJS.Timeout[] = []
  #http: Server | undefined
  #reconciling: Promise<void> | undefined
  #end: () => void = () => {}
  #stopping: Promise<void> | undefined

  constructor(ports: ServerPorts, surroundings: ServerSurroundings) {
    this.#ports = ports
    this.#surroundings = surroundings
    this.#dispatcher = new Dispatcher(ports, (error) => this.#bug(error))
    this.#statusWatch = new StatusWatch(ports, (error) => this.#bug(error))
    this.#pruner = new ImagePruner(ports, {
      say: (line) => void surroundings.context.stderr.write(`slipway: ${line}\n`),
      onBug: (error) => this.#bug(error),
    })
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  get url(): string {
    const address = this.#http?.address() as AddressInfo | null | undefined
    return `http://127.0.0.1:${address?.port ?? 0}`
  }

  async listen(port: number): Promise<Result<Server>> {
    const ports = this.#ports
    const { folders, context } = this.#surroundings
    const { project } = ports.settings
    const pushes = new PushTable()
    const environment = {
      PATH: context.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
      HOME: folders.root,
      SLIPWAY_NODE: process.execPath,
      SLIPWAY_HOOK_CLIENT: hookClient(),
    }
    const hookUrl = () => `${this.url}${HOOK_BASE}`
    const listening = await listen({
      port,
      api: createApi(
        {
          ports,
          dispatcher: this.#dispatcher,
          shutDown: () => this.stop({ services: true }),
          sessionKey: await sessionKeyOf(folders.sessionKey),
          statusWatch: this.#statusWatch,
        },
        (error) => this.#bug(error),
      ),
      web: new WebFiles(webFolder()),
      git: new GitEndpoint({
        ports,
        project,
        root: folders.git,
        pushes,
        environment: () => ({ ...environment, SLIPWAY_HOOK_URL: hookUrl() }),
      }),
      hooks: new HookEndpoint({ ports, dispatcher: this.#dispatcher, pushes }),
      onBug: (error) => this.#bug(error),
    })
    if (listening.ok) this.#http = listening.value
    return listening
  }

  /** The owner's token: new at the first start, and whenever the file that the CLI finds it in is gone. */
  async ownersToken(owner: string): Promise<string | null> {
    const known = await this.#knownToken()
    if (known !== null) return null
    const made = await createToken(this.#ports, owner)
    return made.ok ? made.value : null
  }

  /** Recovers what a crash left, then starts looking for work. */
  async begin(token: string | null): Promise<void> {
    const known = token ?? (await this.#knownToken())
    await writeServerFile(this.#surroundings.folders.server, { url: this.url, token: known })
    await recover(this.#ports)
    this.#dispatcher.wake()
    this.#reconcile()
    this.#pruner.look()
    const lookAfter = setInterval(() => {
      this.#dispatcher.lookAfter().catch((error: unknown) => this.#bug(error))
    }, LOOK_AFTER)
    const lookAtAll = setInterval(() => {
      acceptRefChanges(this.#ports).then(
        () => this.#dispatcher.wake(),
        (error: unknown) => this.#bug(error),
      )
      this.#reconcile()
      this.#pruner.look()
    }, LOOK_AT_ALL)
    this.#timers.push(lookAfter, lookAtAll)
  }

  #reconcile(): void {
    this.#reconciling ??= this.#dispatcher
      .reconcile()
      .catch((error: unknown) => this.#bug(error))
      .finally(() => {
        this.#reconciling = undefined
      })
  }

  /** Ends the server; with `services`, everything that it runs too. What they store is kept. */
  stop(how: { readonly services: boolean }): Promise<void> {
    this.#stopping ??= this.#stop(how)
    return this.#stopping
  }

  async #stop({ services }: { readonly services: boolean }): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#statusWatch.stop()
    await this.#pruner.idle()
    await this.#reconciling
    await this.#dispatcher.stop()
    if (services) await stopServices(this.#ports)
    const http = this.#http
    await new Promise<void>((resolve) => {
      if (!http) return resolve()
      http.close(() => resolve())
      http.closeAllConnections()
    })
    await this.#surroundings.router.close()
    await this.#ports.cache.close()
    await this.#ports.sharedResults.close()
    await this.#ports.store.close()
    this.#end()
  }

  async #knownToken(): Promise<string | null> {
    try {
      const { token } = JSON.parse(await readFile(this.#surroundings.folders.server, "utf8")) as { token?: unknown }
      return typeof token === "string" ? token : null
    } catch {
      return null
    }
  }

  #bug(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#surroundings.context.stderr.write(`slipway: internal error: ${text}\n`)
  }
}

/** The program that git's hooks run: a source of the checkout, or a file of the bundle. */
function hookClient(): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "mjs"
  return fileURLToPath(new URL(`./server/hook-client.${extension}`, import.meta.url))
}

/** The built pages: the same from a source of the checkout and from a file of the bundle. */
function webFolder(): string {
  return fileURLToPath(new URL("../web/dist", import.meta.url))
}
