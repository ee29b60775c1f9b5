import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { initBareRepository } from "../../src/adapters/git/init-bare-repository.ts"
import { HttpRouter } from "../../src/adapters/proxy/http-router.ts"
import { openSqliteStore } from "../../src/adapters/sqlite/open-sqlite-store.ts"
import { acceptRefChanges } from "../../src/app/server/accept-ref-changes.ts"
import { beginDeployment } from "../../src/app/server/begin-deployment.ts"
import { deploy } from "../../src/app/server/deploy.ts"
import { requestDestroy } from "../../src/app/server/destroy-environment.ts"
import { Dispatcher } from "../../src/app/server/dispatcher.ts"
import { ensureEnvironment } from "../../src/app/server/ensure-environment.ts"
import { pinPreview, unpinPreview } from "../../src/app/server/keep-environment.ts"
import { currentRules } from "../../src/app/server/load-definitions.ts"
import type { ServerPorts } from "../../src/app/server/server-ports.ts"
import { routeWhatServes } from "../../src/app/server/serving-instances.ts"
import { composeServerPorts } from "../../src/compose-server-ports.ts"
import { type EnvironmentRevision, environmentRevisionDigest } from "../../src/core/environment/environment-revision.ts"
import { type ReleaseManifest, releaseDigest } from "../../src/core/release/release-manifest.ts"
import { branchOf, nameOf } from "../../src/core/routing/route-event.ts"
import { digestOf } from "../../src/core/shared/digest.ts"
import { makeContext } from "../../src/make-context.ts"
import type { Clock } from "../../src/ports/clock.ts"
import type { Repository } from "../../src/ports/repository.ts"
import type { Store } from "../../src/ports/store/store.ts"
import { dataFoldersOf, makeDataFolder } from "../../src/server-data.ts"
import { valueFrom } from "../support/assert-result.ts"
import { type PortRange, takePortRange } from "../support/port-range.ts"
import { BranchRepository } from "./branch-repository.ts"
import { Crash, Life } from "./life.ts"
import { realSurroundings } from "./real-surroundings.ts"
import { type Surroundings, standIns } from "./stand-ins.ts"

const HOUR = 3_600_000

const DEFINITION = `version: 1
project: demo
services:
  web: { directory: web, image: { builder: node }, run: { port: 3000 }, needs: [database, cache] }
resources:
  database: { kind: postgres, seed: { sql: web/seed.sql } }
  cache: { kind: redis }
targets: { local: { kind: process, resources: { database: { secret: PG }, cache: { secret: REDIS } } } }
environments:
  preview: { from: { branch: "feature/*" }, ephemeral: { ttl: 1h, limit: 3 }, target: local }
`

/**
 * A server's own code on a real repository, store, router, process target, PostgreSQL and Redis. What is left out is
 * building, gates and health: a push is deployed as a process that does nothing.
 */
export class EnvironmentWorld {
  readonly folder: string
  readonly branches: BranchRepository
  readonly #base: ServerPorts
  readonly #range: PortRange
  readonly #time: { now: number }
  readonly #surroundings: Surroundings
  #life = new Life()
  #ports: ServerPorts | undefined
  #router: HttpRouter | undefined

  /** `secrets`: URLs of a PostgreSQL and a Redis; null: nothing but git, store and router is real. */
  static async open(secrets: Readonly<Record<string, string>> | null): Promise<EnvironmentWorld> {
    const folder = mkdtempSync(join(tmpdir(), "slipway-world-"))
    const folders = dataFoldersOf(folder)
    await makeDataFolder(folders)
    mkdirSync(folders.environments)
    const git = join(folders.git, "demo.git")
    const repository = valueFrom(await initBareRepository(git, { defaultBranch: "main" }))
    const branches = new BranchRepository(git)
    branches.begin(DEFINITION)
    const store = valueFrom(await openSqliteStore(folders.database))
    const range = await takePortRange()
    const time = { now: Date.now() }
    const base = await composeOn(folder, secrets ?? { PG: "postgresql://x", REDIS: "redis://x" }, {
      store,
      repository,
      range,
      clock: { now: () => time.now },
    })
    const surroundings =
      secrets === null ? standIns(base.resourceServers.id) : realSurroundings(() => folders.environments)
    const world = new EnvironmentWorld({ folder, branches, base, range, time, surroundings })
    await world.restart()
    return world
  }

  private constructor(parts: {
    readonly folder: string
    readonly branches: BranchRepository
    readonly base: ServerPorts
    readonly range: PortRange
    readonly time: { now: number }
    readonly surroundings: Surroundings
  }) {
    this.folder = parts.folder
    this.branches = parts.branches
    this.#base = parts.base
    this.#range = parts.range
    this.#time = parts.time
    this.#surroundings = parts.surroundings
  }

  async push(branch: string): Promise<void> {
    this.branches.push(branch)
    await this.#live(async (ports) => {
      await this.#look(ports)
      for (const run of await ports.store.runs.unfinished()) {
        await ports.store.runs.update(run.id, { status: "succeeded", endedAt: this.#time.now })
        const pushed = branchOf(run.ref)
        if (pushed?.startsWith("feature/") && this.branches.tip(pushed) === run.commit)
          await this.#deploy(ports, pushed, run.commit)
      }
    })
  }

  /** Something that happened to branches, then a look of the server. */
  async tell(change: () => void): Promise<void> {
    change()
    await this.#live((ports) => this.#look(ports))
  }

  /** Something that happened to branches while nobody listened, and that no event tells of. */
  async miss(branch: string): Promise<void> {
    await this.#live(async (ports) => {
      if (this.branches.tip(branch) === undefined) return
      this.branches.delete(branch)
      await acceptRefChanges(ports)
      for (const event of await ports.store.events.pending())
        await ports.store.events.finish(event.seq, "handled", "lost")
    })
  }

  async destroy(branch: string): Promise<void> {
    await this.#onPreview(branch, (ports, name) => requestDestroy(ports, name, { person: "olivia", force: false }))
  }

  async pin(branch: string): Promise<void> {
    await this.#onPreview(branch, (ports, name) => pinPreview(ports, name, { person: "olivia", reason: null }))
  }

  async unpin(branch: string): Promise<void> {
    await this.#onPreview(branch, (ports, name) => unpinPreview(ports, name, "olivia"))
  }

  /** Somebody restores an older store: what is there is not recorded. */
  async forget(branch: string): Promise<void> {
    await this.#onPreview(branch, async ({ store }, name) => {
      for (const { resource } of await store.resources.list(name)) await store.resources.remove(name, resource)
      await store.environments.remove(name)
    })
  }

  async wait(): Promise<void> {
    this.#time.now += HOUR
    await this.tell(() => {})
  }

  crashAfter(calls: number, isDone: boolean): void {
    this.#life.endAfter(calls, isDone)
  }

  /** A new server on what the old one left; that one need not have ended well. */
  async restart(): Promise<void> {
    await this.#router?.close()
    this.#surroundings.close()
    this.#life = new Life()
    const ports = await this.#open()
    this.#ports = ports
    await routeWhatServes(ports)
    for (const { id, environment, fence } of await ports.store.environments.unfinishedDeployments()) {
      const outcome = {
        status: "errored",
        endedAt: this.#time.now,
        message: "the server stopped in the middle",
      } as const
      const newest = (await ports.store.environments.takeFence(environment)) ?? fence
      await ports.store.environments.finishDeployment(id, newest, outcome)
    }
    await acceptRefChanges(ports)
    await this.#look(ports)
  }

  /** How many previews are recorded. */
  async count(): Promise<number> {
    return (await this.#base.store.environments.list()).length
  }

  /** All pins are lifted and all branches deleted, and a server that does not crash finds it so. */
  async end(): Promise<void> {
    for (const { name } of await this.#base.store.environments.list()) {
      await this.#base.store.environments.update(name, { kept: null })
    }
    for (const branch of this.branches.branches()) if (branch !== "main") this.branches.delete(branch)
    await this.restart()
  }

  /** Everything that is there or recorded of any environment. */
  async left(): Promise<readonly string[]> {
    const { environments, resources } = this.#base.store
    return [
      ...(await environments.list()).map(({ name }) => `record ${name}`),
      ...(await environments.instances()).map(({ instance }) => `instance ${instance}`),
      ...(await environments.addresses()).map(({ port }) => `address ${port}`),
      ...(await resources.list()).map(({ environment, resource }) => `resource ${environment} ${resource}`),
      ...(await this.#surroundings.left()),
      ...(await this.#openPorts()).map((port) => `port ${port}`),
    ]
  }

  async close(): Promise<void> {
    this.#surroundings.close()
    await this.#router?.close()
    await this.#base.cache.close()
    await this.#base.sharedResults.close()
    await this.#base.store.close()
    this.#range.release()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** What the server does, which may crash in the middle; another one takes over. */
  async #live(work: (ports: ServerPorts) => Promise<unknown>): Promise<void> {
    assert(this.#ports)
    await work(this.#ports).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error
    })
    if (this.#life.isOver) await this.restart()
  }

  async #onPreview(branch: string, work: (ports: ServerPorts, name: string) => Promise<unknown>): Promise<void> {
    await this.#live(async (ports) => {
      const preview = (await ports.store.environments.list()).find((one) => one.branch === branch)
      if (preview) await work(ports, preview.name)
      await this.#look(ports)
    })
  }

  /** One look of a dispatcher at everything, and all that follows from it. */
  async #look(ports: ServerPorts): Promise<void> {
    const bugs: unknown[] = []
    const dispatcher = new Dispatcher(ports, (error) => bugs.push(error))
    await acceptRefChanges(ports)
    await dispatcher.reconcile().finally(() => dispatcher.stop())
    const real = bugs.filter((error) => !(error instanceof Crash))
    assert.deepEqual(real, [])
  }

  async #deploy(ports: ServerPorts, branch: string, commit: string): Promise<void> {
    const rules = valueFrom(await currentRules(ports.repository)).definition
    const template = rules.environments.preview
    assert(template)
    const name = nameOf(rules, "preview", template, branch)
    const ensured = await ensureEnvironment(ports, rules, { name, template: "preview", branch })
    if (!ensured.ok) return
    const run = { port: 3000, health: "/", needs: ["cache", "database"], public: false }
    const services = { web: { image: digestOf(commit), run } }
    const manifest: ReleaseManifest = { kind: "slipway.release/v1", project: "demo", services, schema: null }
    const digest = releaseDigest(manifest)
    await ports.store.releases.compose({ digest, manifest, createdAt: this.#time.now })
    const revision: EnvironmentRevision = {
      kind: "slipway.environment/v1",
      environment: name,
      ...{ variables: {}, secrets: {}, target: { name: "local", kind: "process" }, strategy: { kind: "rolling" } },
      rules: digestOf(""),
    }
    const begun = await ports.store.transaction((store) =>
      beginDeployment(store, {
        environment: name,
        release: digest,
        commit,
        revision: environmentRevisionDigest(revision),
        revisionDocument: revision,
        ...{ kind: "promotion", promotion: null, person: null, createdAt: this.#time.now },
      }),
    )
    await deploy(ports, valueFrom(begun), { signal: new AbortController().signal, say: () => {} })
  }

  /** The ports of a new server: each with a router of its own, as that ends with it. */
  async #open(): Promise<ServerPorts> {
    const router = valueFrom(await HttpRouter.open({ port: 0 }))
    this.#router = router
    const life = this.#life
    const { store, settings } = this.#base
    const resourceServers = this.#surroundings.resources ?? this.#base.resourceServers
    const target = this.#surroundings.target(resourceServers.id, dataFoldersOf(this.folder).environments)
    return {
      ...this.#base,
      router,
      settings: { ...settings, runs: 0 },
      target: life.lend(target),
      resourceServers: {
        ...resourceServers,
        open: async (kind, url) => life.lend(await resourceServers.open(kind, url)),
      },
      store: { ...store, environments: life.lend(store.environments), resources: life.lend(store.resources) },
    }
  }

  /** Of those that are given away first. */
  async #openPorts(): Promise<readonly number[]> {
    const open: number[] = []
    for (let port = this.#range.from; port < this.#range.from + 5; port++) {
      if (!(await this.#router?.isFree(port))) open.push(port)
    }
    return open
  }
}

async function composeOn(
  folder: string,
  secrets: Readonly<Record<string, string>>,
  parts: { readonly store: Store; readonly repository: Repository; readonly range: PortRange; readonly clock: Clock },
): Promise<ServerPorts> {
  const { store, repository, clock } = parts
  const router = valueFrom(await HttpRouter.open({ port: 0 }))
  await router.close()
  return valueFrom(
    await composeServerPorts({
      context: { ...makeContext(), env: { ...process.env, ...secrets } },
      folders: dataFoldersOf(folder),
      options: {
        ...{ port: 0, routerPort: 0, stablePorts: parts.range, healthTimeout: 1000, jobs: 1, owner: null },
        prune: { every: null, unusedFor: 0, evidenceFor: 0 },
      },
      ...{ id: "0123456789abcdef", project: "demo", store, repository, clock, router },
    }),
  )
}
