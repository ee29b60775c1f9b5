/** What a task is about; at most one task of a key is under way. */
export type TaskKey =
  | `run:${number}:of:${string}`
  | `environment:${string}`
  | `removal:${string}`
  | `publication:of:${string}`

interface Task {
  readonly controller: AbortController
  readonly done: Promise<void>
  /** Somebody wanted to start it again while it was under way: something may have changed since it looked. */
  wantedAgain: boolean
}

/** What a task tells at its end: `nothing` changed, so that nobody has to look again because of it. */
export type TaskEnd = "nothing" | undefined

/** The tasks that are under way. Starting one whose key is taken is remembered: when it ends, all is looked at again. */
export class TaskTable {
  readonly #tasks = new Map<TaskKey, Task>()
  readonly #onEnd: () => void
  readonly #onBug: (error: unknown) => void

  constructor(onEnd: () => void, onBug: (error: unknown) => void) {
    this.#onEnd = onEnd
    this.#onBug = onBug
  }

  has(key: TaskKey): boolean {
    return this.#tasks.has(key)
  }

  count(prefix: "run:"): number {
    return [...this.#tasks.keys()].filter((key) => key.startsWith(prefix)).length
  }

  start(key: TaskKey, work: (signal: AbortSignal) => Promise<TaskEnd>): void {
    const underWay = this.#tasks.get(key)
    if (underWay) {
      underWay.wantedAgain = true
      return
    }
    const controller = new AbortController()
    const ended = (end: TaskEnd) => {
      const wantedAgain = this.#tasks.get(key)?.wantedAgain
      this.#tasks.delete(key)
      if (end !== "nothing" || wantedAgain) this.#onEnd()
    }
    const bug = (error: unknown): TaskEnd => {
      this.#onBug(error)
      return "nothing"
    }
    // Registered before it begins, so that one that ends at once is found.
    const done = Promise.resolve()
      .then(() => work(controller.signal))
      .catch(bug)
      .then(ended)
    this.#tasks.set(key, { controller, done, wantedAgain: false })
  }

  /** Aborts tasks and waits until they have ended. */
  async abort(which: (key: TaskKey) => boolean): Promise<void> {
    const chosen = [...this.#tasks].filter(([key]) => which(key)).map(([, task]) => task)
    for (const { controller } of chosen) controller.abort()
    await Promise.all(chosen.map(({ done }) => done))
  }

  async abortAll(): Promise<void> {
    await this.abort(() => true)
  }
}
