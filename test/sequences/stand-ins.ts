import type { ResourceOwner } from "../../src/core/environment/resource-name.ts"
import { resourceLabel } from "../../src/core/environment/resource-name.ts"
import { ok, type Result } from "../../src/core/shared/result.ts"
import type { ResourceServer, ResourceServers } from "../../src/ports/resource-server.ts"
import type { Instance, InstanceOwner, InstanceSpecification, Target } from "../../src/ports/target.ts"

/** Where services run and what they own, in the memory of the test: outlives the servers that use it. */
export interface Surroundings {
  target(serverId: string, root: string): Target
  readonly resources: ResourceServers | null
  /** What is left of anybody's. */
  left(): Promise<readonly string[]>
  /** At the end of a server. */
  close(): void
}

export function standIns(serverId: string): Surroundings {
  const processes = new Map<number, Instance>()
  const folders = new Set<string>()
  const owned = new Map<string, ResourceOwner>()
  return {
    target: () => new StandInTarget(processes, folders),
    resources: {
      id: serverId,
      open: async () => new StandInServer(owned),
      runSql: async () => ok(undefined),
    },
    left: async () => [
      ...[...processes.keys()].map((pid) => `process ${pid}`),
      ...[...folders].map((name) => `folder ${name}`),
      ...[...owned.keys()].map((label) => `resource ${label}`),
    ],
    close: () => {},
  }
}

class StandInServer implements ResourceServer {
  readonly #owned: Map<string, ResourceOwner>

  constructor(owned: Map<string, ResourceOwner>) {
    this.#owned = owned
  }

  async provide(owner: ResourceOwner) {
    const label = resourceLabel(owner)
    const isNew = !this.#owned.has(label)
    this.#owned.set(label, owner)
    const place = { kind: "postgres", url: `postgresql://${label}`, password: "none", prefix: null } as const
    return ok({ place, isNew })
  }

  async remove(owner: ResourceOwner): Promise<Result<void>> {
    this.#owned.delete(resourceLabel(owner))
    return ok(undefined)
  }

  async findOwners() {
    return ok([...this.#owned.values()])
  }
}

let started = 0

class StandInTarget implements Target {
  readonly kind = "process"
  readonly caveat = null
  readonly #processes: Map<number, Instance>
  readonly #folders: Set<string>

  constructor(processes: Map<number, Instance>, folders: Set<string>) {
    this.#processes = processes
    this.#folders = folders
  }

  async start({ owner, image }: InstanceSpecification) {
    const pid = ++started
    const instance = { owner, image, pid, startedAt: "then", port: 40_000 }
    this.#folders.add(owner.environment)
    this.#processes.set(pid, instance)
    return ok(instance)
  }

  async awaitHealthy(): Promise<Result<void>> {
    return ok(undefined)
  }

  async isRunning({ pid }: Instance): Promise<boolean> {
    return this.#processes.has(pid)
  }

  async stop({ pid }: { readonly pid: number }): Promise<void> {
    this.#processes.delete(pid)
  }

  async stopOwned(found: { readonly owner: InstanceOwner; readonly pid: number }): Promise<void> {
    await this.stop(found)
  }

  async findOwned(environment?: string): Promise<readonly Instance[]> {
    const all = [...this.#processes.values()]
    return all.filter(({ owner }) => environment === undefined || owner.environment === environment)
  }

  async findEnvironments(): Promise<readonly string[]> {
    return [...new Set([...this.#folders, ...[...this.#processes.values()].map(({ owner }) => owner.environment)])]
  }

  async removeEnvironment(environment: string): Promise<void> {
    for (const { pid } of await this.findOwned(environment)) this.#processes.delete(pid)
    this.#folders.delete(environment)
  }

  async logLines(): Promise<readonly string[]> {
    return []
  }

  async *followLog(): AsyncIterable<string> {}
}
