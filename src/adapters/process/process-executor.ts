import { randomUUID } from "node:crypto"
import { statSync } from "node:fs"
import type { Execution, ExecutionOutcome, Executor } from "../../ports/executor.ts"
import type { StartedCommand } from "./command-start.ts"
import { CommandStarts } from "./command-starts.ts"
import { LeftTrees } from "./left-trees.ts"
import { type OutputPipe, OutputPipes } from "./output-pipe.ts"
import { isGroupEmpty } from "./process-table.ts"
import { type ProcessTree, stopTree } from "./process-tree.ts"
import { pumpOutput } from "./pump-output.ts"
import { SpawnerLost } from "./spawner.ts"

/** Carried by everything that a job starts: `<owner>/<id>`, where the id is unique for each execution. */
export const executionMarker = "SLIPWAY_EXECUTION"

/** What a server that runs jobs like this has to say about it. */
export const hostJobsCaveat =
  "Jobs without a container run as your user too, and can read this server's signing key: what it signs proves " +
  "something about their mistakes, not about their malice. In containers they cannot."

/** The longest time a timer can wait. */
const LONGEST_TIMEOUT = 2 ** 31 - 1

export interface ProcessExecutorOptions {
  /** Milliseconds of silence after a command has ended until what it left running in the background is stopped. */
  readonly linger?: number
  /** The file of `spawner-process.ts`, as it is or bundled; without it every command is a child of this process. */
  readonly spawner?: string
  /** With so many commands it is used. */
  readonly many?: number
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
  readonly #starts: CommandStarts

  constructor({ linger = 500, spawner, many }: ProcessExecutorOptions = {}) {
    this.#linger = linger
    this.#starts = new CommandStarts(spawner ?? null, many)
  }

  async execute(execution: Execution): Promise<ExecutionOutcome> {
    if (execution.signal.aborted) return { kind: "canceled", forced: false }
    const folder = statSync(execution.directory, { throwIfNoEntry: false })
    if (!folder?.isDirectory()) return { kind: "not-started", message: `there is no folder ${execution.directory}` }
    try {
      return await this.#run(execution, `${execution.owner}/${randomUUID()}`)
    } catch (error) {
      if (error instanceof NotStarted) return { kind: "not-started", message: error.message }
      throw error
    }
  }

  expect(commands: number): void {
    this.#starts.expect(commands)
  }

  async settle(): Promise<void> {
    this.#starts.settle()
    await this.#left.stop()
  }

  async #run(execution: Execution, id: string): Promise<ExecutionOutcome> {
    const pipe = await this.#pipes.open().catch((error: Error) => {
      throw new NotStarted(error.message)
    })
    const output = pumpOutput(pipe.reader, execution.onOutput)
    const marker: ProcessTree["marker"] = [executionMarker, id]
    const { pid, startedAt, ended } = await this.#start(execution, pipe, marker)
    const tree: ProcessTree = { session: pid, marker }
    if (startedAt !== undefined) execution.onStarted?.({ pid, startedAt, label: id })

    using interruption = interruptionOf(execution, output.failed)
    const first = await Promise.race([ended, interruption.happened])
    const hasEnded = typeof first !== "string" && first.kind !== "lost"
    if (hasEnded && isGroupEmpty(pid)) execution.onEnded?.()
    const isOver = hasEnded && (await output.quiet(this.#linger)) && isGroupEmpty(pid)
    // Its session's id may be somebody else's by the time of the look.
    if (isOver) this.#left.add({ ...tree, session: null })
    const { forced } = isOver ? { forced: false } : await stopTree(tree, execution.grace)
    // Once nobody holds the pipe any more, the output ends by itself.
    if (await output.finish(this.#linger)) pipe.reuse()
    if (first === "canceled") return { kind: "canceled", forced }
    if (first === "timed-out") return { kind: "timed-out" }
    const end = first === "output-failed" ? await ended : first
    if (end.kind === "lost") throw new NotStarted(new SpawnerLost().message)
    return end
  }

  async #start(execution: Execution, pipe: OutputPipe, marker: ProcessTree["marker"]): Promise<StartedCommand> {
    const { command, directory, grace } = execution
    const env = { ...execution.env, [marker[0]]: marker[1] }
    try {
      return await this.#starts.start({ command, directory, env, output: pipe.path })
    } catch (error) {
      pipe.reader.destroy()
      if (error instanceof SpawnerLost) await stopTree({ session: null, marker }, grace)
      throw new NotStarted(error instanceof Error ? error.message : String(error))
    } finally {
      pipe.closeWriter()
    }
  }
}

/** Why a command did not even begin. */
class NotStarted extends Error {}

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
