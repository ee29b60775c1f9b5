import type { GateAnswer } from "../../src/core/promotion/gate-answer.ts"
import { allMet } from "../../src/core/promotion/gate-answer.ts"
import { inCommitOrder, type Queued, supersededBy, turnedAwayBy } from "../../src/core/promotion/queue.ts"

interface Wanted extends Queued {
  readonly wayIn: number
}

/** The queue of one environment, with the real decisions; a release's number is the order of its commit. */
export class CoreQueue {
  #queue: readonly Wanted[] = []
  #asked = 0
  /** When a newer candidate last took a release's place. */
  readonly supersededAt = new Map<number, number>()

  get waiting() {
    return this.#queue.map(({ order, wayIn, state }) => ({ release: order, wayIn, isEntering: state === "deploying" }))
  }

  want(release: number, wayIn: number): void {
    if (this.#queue.some(({ order }) => order === release)) return
    this.#queue = inCommitOrder([...this.#queue, { id: this.#asked++, order: release, state: "waiting", wayIn }])
  }

  /** As the dispatcher does: nobody else enters meanwhile, and the first whose gates are open is let in. */
  begin(judge: (release: number, wayIn: number) => readonly GateAnswer[]): void {
    if (this.#queue.some(({ state }) => state === "deploying")) return
    const first = this.#queue.find(({ order, wayIn }) => allMet(judge(order, wayIn)))
    this.#queue = this.#queue.map((one) => (one === first ? { ...one, state: "deploying" } : one))
  }

  end(): void {
    this.#queue = this.#queue.filter(({ state }) => state !== "deploying")
  }

  look(policy: string, now: number, judge: (release: number, wayIn: number) => readonly GateAnswer[]): void {
    const answers = new Map(this.#queue.map((one) => [one.id, judge(one.order, one.wayIn)]))
    const of = ({ id }: Wanted) => answers.get(id) ?? []
    const isHopeless = (one: Wanted) => of(one).some(({ state }) => state === "failed" || state === "errored")
    const superseded = policy === "supersede" ? supersededBy(this.#queue, (one) => !isHopeless(one))?.superseded : []
    const refused = policy === "reject" ? turnedAwayBy(this.#queue, (one) => allMet(of(one)))?.turnedAway : []
    for (const { order } of superseded ?? []) this.supersededAt.set(order, now)
    const gone = new Set([...(superseded ?? []), ...(refused ?? [])])
    this.#queue = this.#queue.filter((one) => !gone.has(one))
  }
}
