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

  get built(): Build {
    return buildOf(this.history, this.release)
  }

  /** Whether its commit is on the protected branch. */
  get isMerged(): boolean {
    return this.built.branch === "main" || this.#has("merge")
  }

  /** Whether the protected branch has built it, from whichever commit. */
  get isBuiltOnMain(): boolean {
    return this.isMerged || this.#has("squash")
  }

  #has(kind: Happening["kind"]): boolean {
    return this.history.some((one) => one.kind === kind && "release" in one && one.release === this.release)
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
  servedAt(index: number, environment: string): { release: number; since: number; isMocked: boolean } | undefined {
    for (let before = index - 1; before >= 0; before--) {
      const one = this.history[before]
      if (one?.kind !== "deploy" || one.environment !== environment) continue
      return { release: one.release, since: before, isMocked: one.mocks.length > 0 }
    }
    return undefined
  }

  newestJob(job: string) {
    return this.newest((one) => one.kind === "job" && one.release === this.release && one.job === job)
  }

  /** With all services as they are, or with some mocked. */
  newestVerification(environment: string, { mocked }: { readonly mocked: boolean }) {
    return this.newest((one, index) => {
      if (one.kind !== "verify" || one.environment !== environment) return false
      const serving = this.servedAt(index, environment)
      return serving?.release === this.release && serving.isMocked === mocked
    })
  }
}

type Build = Extract<Happening, { kind: "build" }>

export function buildOf(history: History, release: number): Build {
  let count = 0
  for (const one of history) if (one.kind === "build" && count++ === release) return one
  throw new RangeError("it was never built")
}

/** The release itself, and all whose commits it contains. */
export function containedIn(history: History, release: number): ReadonlySet<number> {
  const { contains } = buildOf(history, release)
  return new Set([release, ...contains.flatMap((one) => [...containedIn(history, one)])])
}

export function timeAt(history: History, index: number): number {
  let time = BEGINNING
  for (let before = 0; before < index; before++) {
    const one = history[before]
    if (one?.kind === "wait") time += one.for
  }
  return time
}

export function wasUnder(past: Past, index: number, wayIn: number): string {
  return rulesAt(past.history, index, past.environment, wayIn).text
}
