import { type ProcessTree, stopTree, treesWithMembers } from "./process-tree.ts"

/** Milliseconds between looks. */
const INTERVAL = 500
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

async function stopAll(trees: readonly ProcessTree[]): Promise<void> {
  const left = await treesWithMembers(trees)
  await Promise.all(left.map((tree) => stopTree(tree, GRACE)))
}
