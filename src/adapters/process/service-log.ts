import { constants, fstatSync, ftruncateSync, readSync, writeSync } from "node:fs"
import { copyFile, mkdir, open, readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { tailLines } from "./tail-lines.ts"

/** Logs of ended instances that are kept for each service. */
const KEPT = 20

/** A file that an instance writes to. */
export interface LogFile {
  readonly instance: string
  readonly path: string
}

/**
 * The log of a service: a folder with a file for each instance, in the order in which they were started. Instances hold
 * their file open themselves, to survive the server; so rotation copies and truncates (they append).
 */
export class ServiceLog {
  readonly #folder: string
  #turn: Promise<unknown> = Promise.resolve()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Creates an instance's file. `now` in milliseconds puts it behind the earlier ones. */
  async create(instance: string, now: number): Promise<LogFile> {
    await mkdir(this.#folder, { recursive: true })
    const path = join(this.#folder, `${String(now).padStart(14, "0")}-${instance}.log`)
    await (await open(path, "a", 0o600)).close()
    return { instance, path }
  }

  /** Oldest first. */
  async files(): Promise<readonly LogFile[]> {
    const names = await readdir(this.#folder).catch(() => [])
    return names
      .filter((name) => /^\d{14}-.+\.log$/.test(name))
      .sort()
      .map((name) => ({ instance: name.slice(15, -".log".length), path: join(this.#folder, name) }))
  }

  /** Last lines of one instance, or of all one after the other; oldest first. */
  async lines(count: number, instance?: string): Promise<readonly string[]> {
    const files = (await this.files()).filter((file) => instance === undefined || file.instance === instance)
    let lines: readonly string[] = []
    for (const path of files.toReversed().flatMap((file) => [file.path, rotatedPath(file.path)])) {
      if (lines.length >= count) break
      lines = [...(await tailLines(path, count - lines.length)), ...lines]
    }
    return lines
  }

  /** Moves what files hold beyond `limit` bytes aside, replacing what was put there before. */
  async rotate(limit: number): Promise<void> {
    for (const { path } of await this.files()) {
      const size = await stat(path).then(
        (file) => file.size,
        () => 0,
      )
      if (size > limit) await this.alone(() => rotateFile(path))
    }
  }

  /** Removes the oldest files but those of running instances. */
  async prune(running: ReadonlySet<string>): Promise<void> {
    const ended = (await this.files()).filter(({ instance }) => !running.has(instance))
    for (const { path } of ended.slice(0, -KEPT)) {
      await rm(path, { force: true })
      await rm(rotatedPath(path), { force: true })
    }
  }

  /** Readers that remember positions, and rotation, take turns. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => {})
    return result
  }
}

/** Where the earlier part of a log file is. */
export function rotatedPath(path: string): string {
  return `${path}.1`
}

async function rotateFile(path: string): Promise<void> {
  await copyFile(path, rotatedPath(path))
  await using source = await open(path, "r+")
  await using copy = await open(rotatedPath(path), constants.O_RDWR)
  // What came while it was copied. Synchronously, as what comes between here and the truncation is lost.
  const block = Buffer.alloc(65_536)
  for (let at = fstatSync(copy.fd).size, read = 1; read > 0; at += read) {
    read = readSync(source.fd, block, 0, block.length, at)
    writeSync(copy.fd, block, 0, read, at)
  }
  ftruncateSync(source.fd, 0)
}
