import { setTimeout as delay } from "node:timers/promises"
import { type ProcessTree, stopTree, treesWithMembers } from "./process-tree.ts"

/** Milliseconds between looks. */
const INTERVAL = 500
/** Milliseconds until the second look. */
const SECOND_LOOK = 20
/** Milliseconds between TERM and KILL. */
const GRACE = 1000

/** Trees that seem to have ended: whoever is left of them is found by a look at all processes, for many at a time. */
export class LeftTrees {
  #trees: ProcessTree[] = []
  #timer: NodeJS.Timeout | undefined
  #stopping: Promise<void> = Promise.resolve()

  add(tree: ProcessTree): void {
    this.#trees.push(tree)
    this.#timer ??= setTimeout(() => void this.stop(), INTERVAL).unref()
  }

  /** Stops whoever is left; resolves once nobody is. */
  stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const trees = this.#trees
    this.#trees = []
    if (trees.length === 0) return this.#stopping
    this.#stopping = Promise.all([this.#stopping, stopAll(trees)]).then(() => undefined)
    return this.#stopping
  }
}

/** Looks twice: a process that is just becoming another program shows no environment for a moment. */
async function stopAll(trees: readonly ProcessTree[]): Promise<void> {
  await stopFound(trees)
  await delay(SECOND_LOOK)
  await stopFound(trees)
}

async function stopFound(trees: readonly ProcessTree[]): Promise<void> {
  const left = await treesWithMembers(trees)
  await Promise.all(left.map((tree) => stopTree(tree, GRACE)))
}
