import { readdirSync, readFileSync } from "node:fs"

/** Set in the environment of whatever is measured, so that a daemon, which leaves its parent, counts too. */
export const MARKER = "SLIPWAY_BENCH"

const EVERY = 5
const PAGE = 4096

interface ProcessFacts {
  readonly parent: number
  /** Resident memory, in bytes. */
  readonly resident: number
}

/**
 * Watches the resident memory of a process, all that descend from it, and all that carry a mark. Pages that several of
 * them share count for each. What lives for less than the time between two looks may be missed.
 */
export class MemoryWatch implements Disposable {
  readonly #mark: Buffer
  readonly #timer: NodeJS.Timeout
  readonly #members = new Set<number>()
  readonly #strangers = new Set<number>([process.pid])
  #peak = 0

  constructor(mark: string) {
    this.#mark = Buffer.from(`${MARKER}=${mark}\0`)
    this.#timer = setInterval(() => this.look(), EVERY)
  }

  /** Most bytes at any look. */
  get peak(): number {
    return this.#peak
  }

  add(pid: number): void {
    this.#members.add(pid)
    this.look()
  }

  look(): void {
    let sum = 0
    // A parent has the lower number, but for the few that were given after the numbers began anew.
    for (const pid of runningProcesses()) {
      const facts = factsOf(pid)
      if (facts && this.#belongs(pid, facts)) sum += facts.resident
    }
    this.#peak = Math.max(this.#peak, sum)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #belongs(pid: number, { parent }: ProcessFacts): boolean {
    if (this.#members.has(pid)) return true
    if (this.#strangers.has(pid)) return false
    const belongs = this.#members.has(parent) || isMarked(pid, this.#mark)
    ;(belongs ? this.#members : this.#strangers).add(pid)
    return belongs
  }
}

function runningProcesses(): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .sort((a, b) => a - b)
}

/** Undefined: it has just ended. */
function factsOf(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    // The name, in parentheses, may hold anything (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return { parent: Number(fields[1]), resident: Number(fields[21]) * PAGE }
  } catch {
    return undefined
  }
}

function isMarked(pid: number, mark: Buffer): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(mark)
  } catch {
    return false
  }
}
