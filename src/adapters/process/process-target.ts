import { setTimeout as delay } from "node:timers/promises"
import { ok, type Result } from "../../core/shared/result.ts"
import type {
  HealthOptions,
  Instance,
  InstanceOwner,
  InstanceSpecification,
  StandIn,
  Target,
} from "../../ports/target.ts"
import { awaitHealthy } from "./await-healthy.ts"
import { EnvironmentFolders } from "./environment-folders.ts"
import { followLog } from "./follow-log.ts"
import { checkOwner, isFileName, ownerLabel, ownerVariable } from "./instance-label.ts"
import { defaultInstancePorts, InstancePorts, type PortRange } from "./instance-ports.ts"
import { isForeignListener } from "./listening-sockets.ts"
import { findInstance, findOwned, type OwnedProcess } from "./owned-processes.ts"
import { isSameProcess } from "./process-table.ts"
import { membersOf, type ProcessTree, stopTree } from "./process-tree.ts"
import { spawnInstance } from "./spawn-instance.ts"
import { StartedInstances } from "./started-instances.ts"
import { type Unpack, UnpackedImages } from "./unpacked-images.ts"

const LINES_OF_A_FAILURE = 20
const ROTATION_INTERVAL = 5000
/** Milliseconds for the last words of a service to get through what masks them. */
const LATE_LINES = 1000

export interface ProcessTargetOptions {
  /** Folder of the environments' folders. */
  readonly root: string
  /** Tells this server's processes from those of other servers on the machine: unique to the data folder. */
  readonly serverId: string
  readonly unpack: Unpack
  /** Absolute path of the Node that services run with. */
  readonly node: string
  /** The program that masks logs (`log-masker.ts`). */
  readonly masker: string
  /** Ports that instances get. */
  readonly ports?: PortRange
  /** Milliseconds between TERM and KILL when an environment is removed. */
  readonly removalGrace?: number
  /** Bytes after which a log file is rotated; one earlier part is kept. */
  readonly logLimit?: number
}

/** A checkout in place of an image's files. */
function writeStandIn({ write, directory, command }: StandIn): Unpack {
  return async (_, folder) => {
    const written = await write(folder)
    if (!written.ok) return written
    return ok({ root: folder, entrypoint: ["sh", "-c"], cmd: [command], workdir: directory, env: {} })
  }
}

/** Runs services as processes of this machine that survive the server; what it owns it finds again by their label. */
export class ProcessTarget implements Target {
  readonly kind = "process"
  readonly caveat =
    "Services run as processes of your user on this machine: nothing keeps those of one environment from reading, " +
    "changing or starving those of another, or anything else that is yours."
  readonly #options: ProcessTargetOptions
  readonly #folders: EnvironmentFolders
  readonly #images: UnpackedImages
  readonly #ports: InstancePorts
  readonly #started = new StartedInstances()
  readonly #starting = new Map<string, Promise<Result<Instance>>>()
  /** By label: until all that an instance wrote is in its log. */
  readonly #logged = new Map<string, Promise<void>>()
  readonly #rotation: NodeJS.Timeout

  constructor(options: ProcessTargetOptions) {
    if (!isFileName(options.serverId)) throw new RangeError(`not a server id: ${JSON.stringify(options.serverId)}`)
    this.#options = options
    this.#folders = new EnvironmentFolders(options.root)
    this.#images = new UnpackedImages(options.unpack)
    this.#ports = new InstancePorts(options.ports ?? defaultInstancePorts)
    this.#rotation = setInterval(() => this.rotateLogs().catch(() => {}), ROTATION_INTERVAL).unref()
  }

  async start(specification: InstanceSpecification): Promise<Result<Instance>> {
    const checked = checkOwner(specification.owner)
    if (!checked.ok) return checked
    const label = this.#labelOf(specification.owner)
    const running = this.#starting.get(label) ?? this.#start(specification).finally(() => this.#starting.delete(label))
    this.#starting.set(label, running)
    return running
  }

  async #start({ owner, image, standIn, env, hidden }: InstanceSpecification): Promise<Result<Instance>> {
    const { serverId, node, masker } = this.#options
    const before = await findInstance(serverId, owner)
    if (before) return ok(before)
    await this.#folders.mark(owner.environment, serverId)
    const unpacked = await this.#images.get(image, this.#folders.images(owner), standIn && writeStandIn(standIn))
    if (!unpacked.ok) return unpacked
    const port = await this.#ports.take()
    if (!port.ok) return port
    const log = this.#folders.log(owner)
    await log.prune(new Set((await this.findOwned(owner.environment)).map((found) => found.owner.instance)))
    const spawned = await spawnInstance({
      label: this.#labelOf(owner),
      image,
      unpacked: unpacked.value,
      env,
      port: port.value,
      ...{ node, hidden, masker },
      state: this.#folders.state(owner),
      log: (await log.create(owner.instance, Date.now())).path,
    })
    if (!spawned.ok) return spawned
    const { child, pid, startedAt, logged } = spawned.value
    if (logged) this.#keepLogged(this.#labelOf(owner), logged)
    this.#started.add({ pid, startedAt }, child)
    return ok({ owner, image, pid, startedAt, port: port.value })
  }

  awaitHealthy(instance: Instance, options: HealthOptions): Promise<Result<void>> {
    return awaitHealthy(instance, options, {
      ended: (signal) => this.#started.ended(instance, signal),
      portIsForeign: async () => isForeignListener(instance.port, await membersOf(this.#treeOf(instance))),
      lastLines: async () => {
        await Promise.race([
          this.#logged.get(this.#labelOf(instance.owner)),
          delay(LATE_LINES, undefined, { ref: false }),
        ])
        return this.#folders.log(instance.owner).lines(LINES_OF_A_FAILURE, instance.owner.instance)
      },
    })
  }

  #keepLogged(label: string, logged: Promise<void>): void {
    this.#logged.set(label, logged)
    void logged.then(() => this.#logged.delete(label))
  }

  async isRunning({ pid, startedAt }: Instance): Promise<boolean> {
    return isSameProcess(pid, startedAt)
  }

  async stop(instance: Instance, grace: number): Promise<void> {
    await stopTree(this.#treeOf(instance), grace)
    this.#started.forget(instance)
  }

  findOwned(environment?: string): Promise<readonly OwnedProcess[]> {
    return findOwned(this.#options.serverId, environment)
  }

  async findEnvironments(): Promise<readonly string[]> {
    const running = (await this.findOwned()).map(({ owner }) => owner.environment)
    return [...new Set([...running, ...(await this.#folders.markedBy(this.#options.serverId))])]
  }

  async stopOwned(found: { readonly owner: InstanceOwner; readonly pid: number }, grace: number): Promise<void> {
    const { owner, pid } = found
    // Looked up again, as the id may be somebody else's by now.
    const leads = (await this.findOwned(owner.environment)).some((other) => other.pid === pid && other.leads)
    await stopTree({ session: leads ? pid : null, marker: [ownerVariable, this.#labelOf(owner)] }, grace)
  }

  async removeEnvironment(environment: string): Promise<void> {
    const owned = await this.findOwned(environment)
    await Promise.all(owned.map((found) => this.stopOwned(found, this.#options.removalGrace ?? 10_000)))
    await this.#folders.remove(environment)
  }

  logLines(owner: Pick<InstanceOwner, "environment" | "service">, count: number): Promise<readonly string[]> {
    return this.#folders.log(owner).lines(count)
  }

  followLog(owner: Pick<InstanceOwner, "environment" | "service">, signal: AbortSignal): AsyncIterable<string> {
    return followLog(this.#folders.log(owner), signal)
  }

  /** Keeps log files small; happens by itself every few seconds. */
  rotateLogs(): Promise<void> {
    return this.#folders.rotateLogs(this.#options.logLimit ?? 8 << 20)
  }

  /** Stops looking after the logs. What runs goes on running. */
  close(): void {
    clearInterval(this.#rotation)
  }

  #labelOf(owner: InstanceOwner): string {
    return ownerLabel(this.#options.serverId, owner)
  }

  /** The session only while the recorded process leads it: later its id may be anybody's. */
  #treeOf({ owner, pid, startedAt }: Instance): ProcessTree {
    return { session: isSameProcess(pid, startedAt) ? pid : null, marker: [ownerVariable, this.#labelOf(owner)] }
  }
}
