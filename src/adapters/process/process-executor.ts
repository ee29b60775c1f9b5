import { type ChildProcess, spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { stat } from "node:fs/promises"
import type { Execution, ExecutionOutcome, Executor } from "../../ports/executor.ts"
import { isolatedEnvironment } from "./isolated-environment.ts"
import { LeftTrees } from "./left-trees.ts"
import { OutputPipes } from "./output-pipe.ts"
import { isGroupEmpty, startTimeOf } from "./process-table.ts"
import { type ProcessTree, stopTree } from "./process-tree.ts"
import { pumpOutput } from "./pump-output.ts"

/** Carried by everything that a job starts: `<owner>/<id>`, where the id is unique for each execution. */
export const executionMarker = "SLIPWAY_EXECUTION"

/** The longest time a timer can wait. */
const LONGEST_TIMEOUT = 2 ** 31 - 1

export interface ProcessExecutorOptions {
  /** Milliseconds of silence after a command has ended until what it left running in the background is stopped. */
  readonly linger?: number
}

/**
 * Runs commands with `/bin/sh` on this machine, each in a session of its own. What a command leaves in the background is
 * stopped when it has ended. What left its session and let go of its output too shows only in the table of all
 * processes; that is looked through once in a while, and in `settle`.
 */
export class ProcessExecutor implements Executor {
  readonly name = "process"
  readonly #linger: number
  readonly #pipes = new OutputPipes()
  readonly #left = new LeftTrees()

  constructor(options: ProcessExecutorOptions = {}) {
    this.#linger = options.linger ?? 500
  }

  async execute(execution: Execution): Promise<ExecutionOutcome> {
    if (execution.signal.aborted) return { kind: "canceled", forced: false }
    const folder = await stat(execution.directory).catch(() => undefined)
    if (!folder?.isDirectory()) return { kind: "not-started", message: `there is no folder ${execution.directory}` }
    try {
      return await this.#run(execution, `${execution.owner}/${randomUUID()}`)
    } catch (error) {
      if (error instanceof NotStarted) return { kind: "not-started", message: error.message }
      throw error
    }
  }

  settle(): Promise<void> {
    return this.#left.stop()
  }

  async #run(execution: Execution, id: string): Promise<ExecutionOutcome> {
    const pipe = await this.#pipes.open().catch((error: Error) => {
      throw new NotStarted(error.message)
    })
    const output = pumpOutput(pipe.reader, execution.onOutput)
    let child: ChildProcess & { readonly pid: number }
    try {
      child = await start(execution, id, pipe.writer)
    } catch (error) {
      pipe.reader.destroy()
      throw error
    } finally {
      pipe.closeWriter()
    }
    const tree: ProcessTree = { session: child.pid, marker: [executionMarker, id] }
    const exited = exitOf(child)
    const startedAt = startTimeOf(child.pid)
    if (startedAt !== undefined) execution.onStarted?.({ pid: child.pid, startedAt })

    using interruption = interruptionOf(execution, output.failed)
    const first = await Promise.race([exited, interruption.happened])
    const isOver = typeof first !== "string" && (await output.quiet(this.#linger)) && isGroupEmpty(child.pid)
    // Its session's id may be somebody else's by the time of the look.
    if (isOver) this.#left.add({ ...tree, session: null })
    const { forced } = isOver ? { forced: false } : await stopTree(tree, execution.grace)
    // Once nobody holds the pipe any more, the output ends by itself.
    if (await output.finish(this.#linger)) pipe.reuse()
    if (first === "canceled") return { kind: "canceled", forced }
    if (first === "timed-out") return { kind: "timed-out" }
    return first === "output-failed" ? exited : first
  }
}

/** Why a command did not even begin. */
class NotStarted extends Error {}

async function start(execution: Execution, id: string, output: number): Promise<ChildProcess & { pid: number }> {
  try {
    const child = spawn("/bin/sh", ["-c", execution.command], {
      cwd: execution.directory,
      env: isolatedEnvironment({ ...execution.env, [executionMarker]: id }),
      detached: true,
      stdio: ["ignore", output, output],
    })
    const { pid } = child
    if (pid !== undefined) return Object.assign(child, { pid })
    return await new Promise((_, reject) => child.once("error", reject))
  } catch (error) {
    throw new NotStarted(error instanceof Error ? error.message : String(error))
  }
}

function exitOf(child: ChildProcess): Promise<ExecutionOutcome> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) =>
      resolve(signal === null ? { kind: "exited", code: code ?? 0 } : { kind: "signaled", signal }),
    )
  })
}

/** What ends a command from outside, whichever comes first. */
function interruptionOf(execution: Execution, outputFailed: Promise<void>) {
  const { promise: happened, resolve } = Promise.withResolvers<"timed-out" | "canceled" | "output-failed">()
  const timer = setTimeout(() => resolve("timed-out"), Math.min(execution.timeout, LONGEST_TIMEOUT))
  const cancel = () => resolve("canceled")
  execution.signal.addEventListener("abort", cancel)
  if (execution.signal.aborted) cancel()
  outputFailed.then(() => resolve("output-failed"))
  return {
    happened,
    [Symbol.dispose]() {
      clearTimeout(timer)
      execution.signal.removeEventListener("abort", cancel)
    },
  }
}
