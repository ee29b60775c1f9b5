import { execFile } from "node:child_process"
import { closeSync, constants, openSync, rmSync } from "node:fs"
import { mkdtemp } from "node:fs/promises"
import { Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)

/** A pipe: what is written to it arrives in the stream, which ends once nobody can write any more. */
export interface OutputPipe {
  /** Where the writing end can be opened. */
  readonly path: string
  readonly reader: Socket
  /** Gives up the own hold on the writing end, once the command has it: until then the stream does not end. */
  closeWriter(): void
  /** Lets the pipe be opened again. Only after the stream has ended: then nobody else holds it. */
  reuse(): void
}

/**
 * Makes real pipes. Node's own `"pipe"` is a socket, which has two disadvantages here: a command cannot open
 * `/dev/stderr` or `/dev/stdout`, and stdout and stderr are two of them, whose order is lost. Each is a named pipe, made
 * by a process of its own; so they are used again.
 */
export class OutputPipes {
  #folder: Promise<string> | undefined
  #made = 0
  readonly #free: string[] = []

  async open(): Promise<OutputPipe> {
    const path = this.#free.pop() ?? (await this.#make())
    // Without O_NONBLOCK it would wait for a writer; the writing end is a description of its own, and does block.
    const readingEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const writer = openSync(path, "w")
    const reader = new Socket({ fd: readingEnd, readable: true, writable: false })
    return { path, reader, closeWriter: () => closeSync(writer), reuse: () => this.#free.push(path) }
  }

  async #make(): Promise<string> {
    this.#folder ??= makeFolder()
    const path = join(await this.#folder, String(this.#made++))
    await run("mkfifo", ["-m", "600", path])
    return path
  }
}

/** Gone with this process, unless that is killed. */
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-pipes-"))
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
