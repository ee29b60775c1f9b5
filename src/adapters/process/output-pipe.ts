import { execFile } from "node:child_process"
import { closeSync, constants, openSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)

/** A pipe: what is written to the file descriptor arrives in the stream, which ends once nobody can write any more. */
export interface OutputPipe {
  readonly writer: number
  readonly reader: Socket
  /** Gives up the own hold on the writing end, once the child has it. */
  closeWriter(): void
}

/**
 * Makes a real pipe. Node's own `"pipe"` is a socket, which has two disadvantages here: a command cannot open
 * `/dev/stderr` or `/dev/stdout`, and stdout and stderr are two of them, whose order is lost.
 */
export async function openOutputPipe(): Promise<OutputPipe> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-"))
  try {
    const path = join(folder, "output")
    await run("mkfifo", ["-m", "600", path])
    // Without O_NONBLOCK it would wait for a writer; the writing end is a description of its own, and does block.
    const readingEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const writer = openSync(path, "w")
    const reader = new Socket({ fd: readingEnd, readable: true, writable: false })
    return { writer, reader, closeWriter: () => closeSync(writer) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
