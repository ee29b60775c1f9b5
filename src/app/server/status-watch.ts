import { createHash } from "node:crypto"
import type { ServerPorts } from "./server-ports.ts"
import { readStatus } from "./status.ts"

/** Milliseconds that changes are gathered for, and between looks at what says nothing when it changes: processes. */
const GATHER = 50
const LOOK_EVERY = 2000

/** Notices when the matrix changes, for as long as somebody listens. One look serves all. */
export class StatusWatch {
  readonly #ports: ServerPorts
  readonly #onBug: (error: unknown) => void
  readonly #listeners = new Set<(digest: string) => void>()
  #unfollow: () => void = () => {}
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #last = ""
  /** Whether the next look is for a change, and not only for the time that has passed. */
  #isSoon = false
  #stopped = false

  constructor(ports: ServerPorts, onBug: (error: unknown) => void) {
    this.#ports = ports
    this.#onBug = onBug
  }

  /** Something may have changed. */
  touch(): void {
    if (this.#listeners.size > 0 && !this.#isSoon) this.#lookIn(GATHER)
  }

  /** Calls `hear` with a digest of the matrix, now and whenever it has changed, until the returned function is called. */
  listen(hear: (digest: string) => void): () => void {
    this.#listeners.add(hear)
    if (this.#listeners.size === 1) {
      this.#last = ""
      this.#unfollow = this.#ports.progress.followAll(() => this.touch())
      this.#lookIn(0)
    } else if (this.#last !== "") hear(this.#last)
    return () => {
      if (this.#listeners.delete(hear) && this.#listeners.size === 0) this.#rest()
    }
  }

  /** Looks no more, and resolves when the last look is over. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#listeners.clear()
    this.#rest()
    await this.#looking
  }

  #rest(): void {
    this.#unfollow()
    clearTimeout(this.#timer)
    this.#isSoon = false
  }

  #lookIn(delay: number): void {
    if (this.#stopped) return
    this.#isSoon = delay !== LOOK_EVERY
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#isSoon = false
      this.#looking = this.#looking.then(() => this.#look()).catch(this.#onBug)
    }, delay)
  }

  async #look(): Promise<void> {
    // What people do may change how gates stand, and nothing of the matrix.
    const [act] = await this.#ports.store.audit.latest(1)
    const seen = [await readStatus(this.#ports), act?.seq ?? 0]
    const digest = createHash("sha256").update(JSON.stringify(seen)).digest("hex")
    if (digest !== this.#last) {
      this.#last = digest
      for (const hear of this.#listeners) hear(digest)
    }
    if (this.#listeners.size > 0 && !this.#isSoon) this.#lookIn(LOOK_EVERY)
  }
}
