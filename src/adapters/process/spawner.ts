import { type ChildProcess, fork } from "node:child_process"
import type { CommandEnd, CommandRequest, StartedCommand } from "./command-start.ts"
import type { SpawnerAnswer } from "./spawner-messages.ts"

/** Keeps it small: it has next to nothing to remember. */
const SMALL = ["--max-semi-space-size=1"]

/** Nobody knows whether a command was started: the process that was told to do it is gone. */
export class SpawnerLost extends Error {
  constructor() {
    super("the process that starts commands has ended")
  }
}

interface Asked {
  readonly started: PromiseWithResolvers<StartedCommand>
  readonly ended: PromiseWithResolvers<CommandEnd>
}

/**
 * A small process that starts commands. A fork costs the more, the more memory a process holds, and holds it up
 * meanwhile; ours holds much. It is in a session of its own, where no signal of a terminal reaches it, and ends when this
 * process does, however that ends.
 */
export class Spawner {
  readonly #child: ChildProcess
  readonly #asked = new Map<number, Asked>()
  #next = 0
  #isReady = false

  /** @param file `spawner-process.ts`, or what it was bundled to */
  constructor(file: string) {
    this.#child = fork(file, [], {
      ...{ cwd: "/", env: {}, execArgv: SMALL, detached: true },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    })
    this.#child.on("message", (answer: SpawnerAnswer) => this.#take(answer))
    this.#child.on("error", () => this.#lose())
    this.#child.on("exit", () => this.#lose())
    this.#child.on("disconnect", () => this.#lose())
    this.#child.unref()
    this.#child.channel?.unref()
  }

  /** False at first, until it runs, and once it is gone. */
  get isReady(): boolean {
    return this.#isReady
  }

  get isIdle(): boolean {
    return this.#asked.size === 0
  }

  /** Rejects with {@link SpawnerLost} if nobody knows. */
  start(request: CommandRequest): Promise<StartedCommand> {
    const id = this.#next++
    const asked: Asked = { started: Promise.withResolvers(), ended: Promise.withResolvers() }
    if (this.isIdle) this.#child.channel?.ref()
    this.#asked.set(id, asked)
    this.#child.send({ id, ...request }, (error) => error && this.#lose())
    return asked.started.promise
  }

  close(): void {
    this.#isReady = false
    if (this.#child.connected) this.#child.disconnect()
  }

  #take(answer: SpawnerAnswer): void {
    if (answer.kind === "ready") {
      this.#isReady = true
      return
    }
    const asked = this.#asked.get(answer.id)
    if (answer.kind === "started") {
      asked?.started.resolve({ pid: answer.pid, startedAt: answer.startedAt, ended: asked.ended.promise })
      return
    }
    if (answer.kind === "ended") asked?.ended.resolve(answer.end)
    else asked?.started.reject(new Error(answer.message))
    this.#asked.delete(answer.id)
    if (this.isIdle) this.#child.channel?.unref()
  }

  #lose(): void {
    this.#isReady = false
    for (const { started, ended } of this.#asked.values()) {
      started.reject(new SpawnerLost())
      ended.resolve({ kind: "lost" })
    }
    this.#asked.clear()
  }
}
