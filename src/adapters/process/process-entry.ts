/** A process, as it was seen. */
export interface ProcessEntry {
  readonly pid: number
  /** False for a zombie: it has ended, only its parent has not asked how yet. */
  readonly alive: boolean
  readonly group: number
  /** The session; processes that `setsid` left it. Where it cannot be known, the group. */
  readonly session: number
  /** Tells the process from a later one with the same id, across restarts of the machine too. */
  readonly startedAt: string
}

/** A process whose environment holds a variable that was asked for. */
export interface MarkedProcess extends ProcessEntry {
  readonly value: string
}

/** What an operating system must tell about its processes. Everything is a snapshot. */
export interface ProcessSource {
  entry(pid: number): ProcessEntry | undefined
  list(): Promise<readonly ProcessEntry[]>
  /** The variable as the process was started with it; undefined if absent, not readable or gone. */
  variable(pid: number, name: string): Promise<string | undefined>
}
