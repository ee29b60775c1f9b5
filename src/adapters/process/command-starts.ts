import type { CommandRequest, StartedCommand } from "./command-start.ts"
import { Spawner } from "./spawner.ts"
import { startHere } from "./start-here.ts"

/** So many commands are started here before a process for it pays. */
const MANY = 16

/** Starts commands as children of this process or, once there are many, of a small one that is there for it. */
export class CommandStarts {
  readonly #file: string | null
  readonly #many: number
  #count = 0
  #spawner: Spawner | undefined

  /** @param file of `spawner-process.ts`; null: every command is started here */
  constructor(file: string | null, many: number = MANY) {
    this.#file = file
    this.#many = many
  }

  start(request: CommandRequest): Promise<StartedCommand> {
    this.#count++
    if (this.#count === this.#many) this.#open()
    return this.#spawner?.isReady ? this.#spawner.start(request) : startHere(request)
  }

  /** There need not be many before so many come: the process takes its time to begin. */
  expect(commands: number): void {
    if (commands >= this.#many) this.#open()
  }

  /** What is not used now is not kept. */
  settle(): void {
    if (!this.#spawner?.isIdle) return
    this.#spawner.close()
    this.#spawner = undefined
    this.#count = 0
  }

  #open(): void {
    if (this.#file !== null) this.#spawner ??= new Spawner(this.#file)
  }
}
