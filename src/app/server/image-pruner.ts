import { pruneText, pruneWhenDue } from "./prune-images.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Milliseconds until it is tried again where it could not be done. */
const PATIENCE = 3_600_000

export interface PrunerOptions {
  /** Told what was removed, or why nothing could be. */
  readonly say: (line: string) => void
  readonly onBug: (error: unknown) => void
}

/** Removes unneeded images when it is time for it, one time at once. */
export class ImagePruner {
  readonly #ports: ServerPorts
  readonly #options: PrunerOptions
  #underWay: Promise<void> | undefined
  #notBefore = 0

  constructor(ports: ServerPorts, options: PrunerOptions) {
    this.#ports = ports
    this.#options = options
  }

  /** Starts what is due. */
  look(): void {
    if (this.#ports.clock.now() < this.#notBefore) return
    this.#underWay ??= this.#prune()
      .catch((error: unknown) => {
        this.#wait()
        this.#options.onBug(error)
      })
      .finally(() => {
        this.#underWay = undefined
      })
  }

  /** Resolves once nothing is under way. */
  async idle(): Promise<void> {
    await this.#underWay
  }

  async #prune(): Promise<void> {
    const pruned = await pruneWhenDue(this.#ports)
    if (!pruned.ok) {
      this.#wait()
      this.#options.say(`images could not be pruned: ${pruned.failure.message}`)
    } else if (pruned.value && pruned.value.bytes > 0) this.#options.say(pruneText(pruned.value))
  }

  #wait(): void {
    this.#notBefore = this.#ports.clock.now() + PATIENCE
  }
}
