/** Milliseconds that news of a run are gathered for. */
const GATHER = 150

/** Something is new of a run: its state or its jobs', or the logs of these jobs. */
export interface RunNotice {
  readonly run: number
  readonly logs: readonly string[]
}

/** Tells whoever looks at runs that there is something to read. Nothing is lost without it: all of it is in the store. */
export class RunNotices {
  readonly #followers = new Set<(notice: RunNotice) => void>()
  readonly #pending = new Map<number, Set<string>>()

  /** `log`: the job that has printed something; without it, the run or one of its jobs has changed. */
  tell(run: number, log?: string): void {
    if (this.#followers.size === 0) return
    const gathered = this.#pending.get(run)
    if (gathered) {
      if (log !== undefined) gathered.add(log)
      return
    }
    this.#pending.set(run, new Set(log === undefined ? [] : [log]))
    setTimeout(() => this.#send(run), GATHER).unref()
  }

  /** Calls `hear` with all news until the returned function is called. */
  follow(hear: (notice: RunNotice) => void): () => void {
    this.#followers.add(hear)
    return () => this.#followers.delete(hear)
  }

  #send(run: number): void {
    const logs = [...(this.#pending.get(run) ?? [])]
    this.#pending.delete(run)
    for (const hear of this.#followers) hear({ run, logs })
  }
}
