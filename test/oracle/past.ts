import { BEGINNING, type Happening, type History } from "./history.ts"
import { rulesAt } from "./rules-in-force.ts"

/** What has happened to one release. */
export class Past {
  readonly history: History
  readonly release: number
  readonly environment: string
  constructor(history: History, release: number, environment: string) {
    this.history = history
    this.release = release
    this.environment = environment
  }

  get built(): Extract<Happening, { kind: "build" }> {
    const builds = this.history.filter((one) => one.kind === "build")
    const built = builds[this.release]
    if (!built) throw new RangeError("it was never built")
    return built
  }

  get isMerged(): boolean {
    return this.history.some((one) => one.kind === "merge" && one.release === this.release)
  }

  isLost(index: number): boolean {
    return this.history.some((one) => one.kind === "lose" && one.happened === index)
  }

  /** The newest statement about something: where it stands in the history. */
  newest(isIt: (one: Happening, index: number) => boolean): number | undefined {
    for (let index = this.history.length - 1; index >= 0; index--) {
      const one = this.history[index]
      if (one && isIt(one, index)) return index
    }
    return undefined
  }

  /** Which release served somewhere when something happened. */
  servedAt(index: number, environment: string): { release: number; since: number } | undefined {
    for (let before = index - 1; before >= 0; before--) {
      const one = this.history[before]
      if (one?.kind === "deploy" && one.environment === environment) return { release: one.release, since: before }
    }
    return undefined
  }

  newestJob(job: string) {
    return this.newest((one) => one.kind === "job" && one.release === this.release && one.job === job)
  }

  newestVerification(environment: string) {
    return this.newest(
      (one, index) =>
        one.kind === "verify" &&
        one.environment === environment &&
        this.servedAt(index, environment)?.release === this.release,
    )
  }
}

export function timeAt(history: History, index: number): number {
  return history.slice(0, index).reduce((time, one) => (one.kind === "wait" ? time + one.for : time), BEGINNING)
}

export function wasUnder(past: Past, index: number, wayIn: number): string {
  return rulesAt(past.history, index, past.environment, wayIn).text
}
