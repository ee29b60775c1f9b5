/** What progress is about: a git event (and all that follows from it), a promotion, a deployment. */
export type Topic = `event:${number}` | `promotion:${number}` | `deployment:${number}`

export interface ProgressLine {
  readonly topic: Topic
  readonly text: string
}

/**
 * Says what is going on to whoever follows: a push that waits, a `slipway promote` in a terminal. Nothing is decided by
 * it and nothing lost without it; what happened stands in the store.
 */
export class ProgressBoard {
  readonly #followers = new Set<(line: ProgressLine) => void>()

  say(topics: readonly (Topic | null)[], text: string): void {
    for (const topic of topics) {
      if (topic) for (const follower of this.#followers) follower({ topic, text })
    }
  }

  /** Calls `hear` whenever anything is said, until the returned function is called. */
  followAll(hear: () => void): () => void {
    const follower = () => hear()
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  /** Calls `hear` for every line about the topic until the returned function is called. */
  follow(topic: Topic, hear: (text: string) => void): () => void {
    const follower = (line: ProgressLine) => {
      if (line.topic === topic) hear(line.text)
    }
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }
}
