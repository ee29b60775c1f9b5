import { randomBytes } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { initBareRepository } from "./adapters/git/init-bare-repository.ts"
import { installHooks } from "./adapters/git/install-hooks.ts"
import { openRepository } from "./adapters/git/open-repository.ts"
import { refStamp } from "./adapters/git/ref-stamp.ts"
import { rememberFacts } from "./adapters/git/remember-facts.ts"
import { workTreeOf } from "./adapters/git/work-tree-of.ts"
import { hostJobsCaveat } from "./adapters/process/process-executor.ts"
import { HttpRouter } from "./adapters/proxy/http-router.ts"
import { openSqliteStore } from "./adapters/sqlite/open-sqlite-store.ts"
import { loadDefinition } from "./app/load-definition.ts"
import { OWNER_SETTING } from "./app/server/tokens.ts"
import type { CliContext } from "./cli/cli-context.ts"
import type { RunningServer, ServerHost, ServerOptions } from "./cli/server-host.ts"
import { composeServerPorts } from "./compose-server-ports.ts"
import { fail, ok, type Result } from "./core/shared/result.ts"
import { ownerOf } from "./owner-of.ts"
import type { Clock } from "./ports/clock.ts"
import { type DataFolders, dataFoldersOf, makeDataFolder } from "./server-data.ts"
import { ServerProcess } from "./server-process.ts"

/** Servers on this machine: SQLite, OCI layout folder, process target, all below the project's `.slipway/`. */
export function composeServer(clock: Clock = { now: () => Date.now() }): ServerHost {
  return {
    start: (context, options) => startServer(context, options, clock).catch(dataUnusable),
    onInterrupt: (listener) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, listener)
    },
  }
}

async function startServer(context: CliContext, options: ServerOptions, clock: Clock): Promise<Result<RunningServer>> {
  const place = await workTreeOf(context.cwd)
  if (!place.ok) return place
  const loaded = await loadDefinition({ cwd: place.value, file: join(place.value, "slipway.yaml") }, context.readText)
  if (!loaded.ok) return loaded
  const { definition } = loaded.value
  const folders = dataFoldersOf(place.value)
  await makeDataFolder(folders)
  // Whatever was opened keeps the process alive, and so is closed again where the start ends in a refusal.
  await using opened = new AsyncDisposableStack()
  // First, since it is what a second server on the same folder fails at.
  const store = await openSqliteStore(folders.database)
  if (!store.ok) return store
  opened.defer(() => store.value.close())
  const repository = await openServerRepository(folders, definition.project, definition.branches.protected[0] ?? "main")
  if (!repository.ok) return repository
  const hint = "stop that program, or choose another: slipway up --router-port <port>"
  const router = await HttpRouter.open({ port: options.routerPort, hint })
  if (!router.ok) return router
  opened.defer(() => router.value.close())
  const id = await store.value.settings.setIfAbsent("server-id", randomBytes(8).toString("hex"))
  const wanted = options.owner ?? (await ownerOf(place.value, definition.people))
  const owner = await store.value.settings.setIfAbsent(OWNER_SETTING, wanted)
  const ports = await composeServerPorts({
    context,
    folders,
    options,
    id,
    project: definition.project,
    store: store.value,
    repository: repository.value,
    router: router.value,
    clock,
  })
  if (!ports.ok) return ports
  const server = new ServerProcess(ports.value, { folders, router: router.value, context })
  const listening = await server.listen(options.port)
  if (!listening.ok) return listening
  opened.move()
  const token = await server.ownersToken(owner)
  await server.begin(token)
  const head = await repository.value.resolve("HEAD")
  return ok({
    project: definition.project,
    url: server.url,
    routerPort: router.value.port,
    owner,
    token,
    caveat: [ports.value.target.caveat, hostJobsCaveat].filter((text) => text !== null).join("\n"),
    pushFirst: head.ok ? null : (definition.branches.protected[0] ?? "main"),
    ended: server.ended,
    stop: (how) => server.stop(how),
  })
}

/** The operating system refused a file or folder: nearly always rights, a full disk, or a file where a folder belongs. */
function dataUnusable(error: unknown): Result<never> {
  if (!(error instanceof Error && "syscall" in error)) throw error
  return fail("store-failed", `the server's data cannot be used: ${error.message}`, {
    hint: "it must be a folder .slipway that you may write to, on a disk with space left",
  })
}

async function openServerRepository(folders: DataFolders, project: string, branch: string) {
  const folder = join(folders.git, `${project}.git`)
  const existing = await readFile(join(folder, "HEAD"), "utf8").catch(() => undefined)
  const repository =
    existing === undefined ? await initBareRepository(folder, { defaultBranch: branch }) : await openRepository(folder)
  if (!repository.ok) return repository
  await installHooks(folder)
  return ok(rememberFacts(repository.value, () => refStamp(folder, Date.now())))
}
