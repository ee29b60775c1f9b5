import { once } from "node:events"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"

/** More threads than this wait for the one that reads. */
const MOST = 4

export interface CompressedBlock {
  readonly compressed: Uint8Array<ArrayBuffer>
  /** What was compressed, for the caller to use again. */
  readonly block: Uint8Array
}

/** Threads that compress blocks; each has one at a time. Gone with `using`. */
export class GzipThreads implements AsyncDisposable {
  readonly #threads: readonly Worker[]
  readonly #busy: Promise<unknown>[]
  #next = 0

  constructor() {
    const program = fileURLToPath(new URL(`./gzip-worker.${extension()}`, import.meta.url))
    this.#threads = Array.from({ length: Math.min(availableParallelism(), MOST) }, () => new Worker(program))
    this.#busy = this.#threads.map(() => Promise.resolve())
  }

  get size(): number {
    return this.#threads.length
  }

  /** Takes the block's memory away from the caller until it is done. */
  compress(block: Uint8Array): Promise<CompressedBlock> {
    const index = this.#next++ % this.#threads.length
    const thread = this.#threads[index]
    if (!thread) throw new TypeError("there are no threads")
    const done = Promise.resolve(this.#busy[index]).then(async () => {
      thread.postMessage(block, block.buffer instanceof ArrayBuffer ? [block.buffer] : [])
      const [answer] = await once(thread, "message")
      return answer as CompressedBlock
    })
    done.catch(() => {})
    this.#busy[index] = done
    return done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()))
  }
}

/** Of a checkout's sources, or of the bundle. */
function extension(): string {
  return import.meta.url.endsWith(".ts") ? "ts" : "mjs"
}
