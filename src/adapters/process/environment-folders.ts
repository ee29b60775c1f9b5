import { lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { InstanceOwner } from "../../ports/target.ts"
import { isDnsLabel } from "./instance-label.ts"
import { ServiceLog } from "./service-log.ts"

/** In the folder of an environment: the id of the server that made it. */
const OWNER = ".owner"

type ServiceOwner = Pick<InstanceOwner, "environment" | "service">

/** The folders of environments: `<root>/<environment>/<service>/{images,state,log}`. */
export class EnvironmentFolders {
  readonly #root: string
  readonly #logs = new Map<string, ServiceLog>()

  constructor(root: string) {
    this.#root = resolve(root)
  }

  /** Says whose an environment's folder is: others are never removed as something that was left. */
  async mark(environment: string, server: string): Promise<void> {
    const folder = join(this.#root, nameOf(environment))
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, OWNER), server)
  }

  /** Environments whose folders this server has made. */
  async markedBy(server: string): Promise<readonly string[]> {
    const folders = await foldersIn(this.#root)
    const owners = folders.map((folder) => readFile(join(this.#root, folder, OWNER), "utf8").catch(() => undefined))
    const found = await Promise.all(owners)
    return folders.filter((_, index) => found[index] === server)
  }

  /** Images unpacked for the service. */
  images(owner: ServiceOwner): string {
    return join(this.#service(owner), "images")
  }

  /** What the service keeps; lives as long as the environment. */
  state(owner: ServiceOwner): string {
    return join(this.#service(owner), "state")
  }

  log(owner: ServiceOwner): ServiceLog {
    const folder = join(this.#service(owner), "log")
    const log = this.#logs.get(folder) ?? new ServiceLog(folder)
    this.#logs.set(folder, log)
    return log
  }

  /** Rotates every log file above `limit` bytes. */
  async rotateLogs(limit: number): Promise<void> {
    for (const environment of await foldersIn(this.#root)) {
      for (const service of await foldersIn(join(this.#root, environment))) {
        await this.log({ environment, service }).rotate(limit)
      }
    }
  }

  /** Removes all of an environment's folders. Symbolic links go; what they lead to stays. */
  async remove(environment: string): Promise<void> {
    const folder = join(this.#root, nameOf(environment))
    const isFolder = (await lstat(folder).catch(() => undefined))?.isDirectory() ?? false
    const own = isFolder ? await readdir(folder) : []
    const options = { recursive: true, force: true, maxRetries: 5 }
    // Whose it is goes last, or what an interruption leaves would be nobody's.
    for (const name of own) if (name !== OWNER) await rm(join(folder, name), options)
    await rm(folder, options)
    for (const path of this.#logs.keys()) if (path.startsWith(`${folder}/`)) this.#logs.delete(path)
  }

  #service({ environment, service }: ServiceOwner): string {
    return join(this.#root, nameOf(environment), nameOf(service))
  }
}

/** Callers check names that come from outside; what gets here unchecked is a bug, and must not become a path. */
function nameOf(name: string): string {
  if (!isDnsLabel(name)) throw new RangeError(`${JSON.stringify(name)} cannot become a folder`)
  return name
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() && isDnsLabel(entry.name)).map(({ name }) => name)
}
