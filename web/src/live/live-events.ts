import type { QueryClient } from "@tanstack/react-query"
import { STANDING } from "../api/acts-queries.ts"
import { statusQuery } from "../api/queries.ts"
import { readRunAgain } from "./read-run-again.ts"

export type Connection = { readonly state: "connecting" | "live" } | { readonly state: "lost"; readonly since: number }

/** Milliseconds between attempts after the server refused or could not be reached. */
const TRY_AGAIN = 1000

/** What follows from the matrix, or from what changes it. */
const FOLLOWING_STATUS = [statusQuery.queryKey, ["environment"], ["release"], ["evidence"], ["runs"]]

/** More milliseconds without a sign of life than the server ever lets pass. */
const SILENT = 25_000

/** Hears from the server what has changed, and has that read again. After a lost connection everything is. */
export class LiveEvents {
  readonly #queries: QueryClient
  readonly #onSignedOut: () => void
  readonly #listeners = new Set<() => void>()
  #source: EventSource | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #connection: Connection = { state: "connecting" }

  constructor(queries: QueryClient, onSignedOut: () => void) {
    this.#queries = queries
    this.#onSignedOut = onSignedOut
  }

  readonly connection = (): Connection => this.#connection

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly open = (): void => {
    this.close()
    const source = new EventSource("/api/v1/events")
    this.#source = source
    source.onopen = () => {
      this.#become({ state: "live" })
      void this.#queries.invalidateQueries()
      this.#expectLife()
    }
    source.onerror = () => this.#lost()
    source.addEventListener("alive", () => this.#expectLife())
    source.addEventListener("run", ({ data }: MessageEvent<string>) => {
      readRunAgain(this.#queries, JSON.parse(data))
      this.#expectLife()
    })
    source.addEventListener("status", () => {
      for (const queryKey of FOLLOWING_STATUS) void this.#queries.invalidateQueries({ queryKey })
      void this.#queries.invalidateQueries({ queryKey: [STANDING] })
      this.#expectLife()
    })
  }

  readonly close = (): void => {
    this.#source?.close()
    this.#source = undefined
    clearTimeout(this.#timer)
  }

  #expectLife(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#lost(), SILENT)
  }

  #lost(): void {
    this.close()
    if (this.#connection.state !== "lost") this.#become({ state: "lost", since: Date.now() })
    this.#timer = setTimeout(() => void this.#tryAgain(), TRY_AGAIN)
  }

  /** An event source does not tell why it failed; a plain request does. */
  async #tryAgain(): Promise<void> {
    const answer = await fetch("/api/v1/session").catch(() => undefined)
    if (answer?.status === 401) return this.#onSignedOut()
    if (answer?.ok) return this.open()
    this.#lost()
  }

  #become(connection: Connection): void {
    this.#connection = connection
    for (const listener of this.#listeners) listener()
  }
}
