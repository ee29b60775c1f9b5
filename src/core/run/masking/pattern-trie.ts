const ROOT = 0

/**
 * Finds many byte strings in one pass over a stream, in time that depends on its length alone (Aho and Corasick, 1975).
 * States are numbers; the first is 0.
 */
export class PatternTrie {
  /** Length of the longest pattern. */
  readonly longest: number
  /** Per state: its byte, its first child, the next child of its parent. No state is a child of 0's parent, so 0 is none. */
  readonly #byte: number[] = [0]
  readonly #child: number[] = [0]
  readonly #sibling: number[] = [0]
  readonly #depth: number[] = [0]
  /** The state of the longest proper suffix that begins a pattern too. */
  readonly #suffix: number[] = [0]
  readonly #matched: number[] = [0]
  readonly #pending: number[] = [0]
  readonly #fromRoot = new Int32Array(256)

  constructor(patterns: readonly Uint8Array[]) {
    this.longest = Math.max(0, ...patterns.map((pattern) => pattern.length))
    for (const pattern of patterns) {
      let state = ROOT
      for (const byte of pattern) state = this.#childOf(state, byte) || this.#add(state, byte)
      this.#matched[state] = pattern.length
    }
    this.#linkSuffixes()
  }

  /** The state after another byte. */
  next(state: number, byte: number): number {
    for (let from = state; from !== ROOT; from = this.#suffix[from] ?? ROOT) {
      const child = this.#childOf(from, byte)
      if (child !== 0) return child
    }
    return this.#fromRoot[byte] ?? ROOT
  }

  /** Length of the longest pattern that ends here; 0 if none does. */
  matched(state: number): number {
    return this.#matched[state] ?? 0
  }

  /** How many of the bytes up to here may be the beginning of a pattern that goes on. */
  pending(state: number): number {
    return this.#pending[state] ?? 0
  }

  #childOf(state: number, byte: number): number {
    let child = this.#child[state] ?? 0
    while (child !== 0 && this.#byte[child] !== byte) child = this.#sibling[child] ?? 0
    return child
  }

  #add(parent: number, byte: number): number {
    const state = this.#byte.push(byte) - 1
    this.#sibling[state] = this.#child[parent] ?? 0
    this.#child[parent] = state
    this.#child[state] = 0
    this.#depth[state] = (this.#depth[parent] ?? 0) + 1
    this.#matched[state] = 0
    return state
  }

  /** By breadth: the suffix of a state is shorter than the state itself, and so known before it. */
  #linkSuffixes(): void {
    const queue = [...this.#childrenOf(ROOT)]
    for (const state of queue) {
      this.#fromRoot[this.#byte[state] ?? 0] = state
      this.#suffix[state] = ROOT
    }
    for (const state of queue) {
      const suffix = this.#suffix[state] ?? ROOT
      this.#matched[state] ||= this.#matched[suffix] ?? 0
      this.#pending[state] = this.#child[state] === 0 ? (this.#pending[suffix] ?? 0) : (this.#depth[state] ?? 0)
      for (const child of this.#childrenOf(state)) {
        this.#suffix[child] = this.next(suffix, this.#byte[child] ?? 0)
        queue.push(child)
      }
    }
  }

  *#childrenOf(state: number): Iterable<number> {
    for (let child = this.#child[state] ?? 0; child !== 0; child = this.#sibling[child] ?? 0) yield child
  }
}
