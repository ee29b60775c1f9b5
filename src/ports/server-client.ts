import type { Result } from "../core/shared/result.ts"

/** One object of a streamed answer: a line of progress, a piece of a log, or what came of it all at the end. */
export interface StreamItem {
  readonly text?: string
  readonly job?: string
  readonly end?: unknown
}

/** A Slipway server, seen through its HTTP API with one person's token. */
export interface ServerClient {
  readonly url: string
  /** Answers as the API describes; a refusal is the server's own failure, an unreachable one `server-unreachable`. */
  call<T>(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<Result<T>>
  /** Objects as they come; a stream that breaks off before its `end` fails with `server-unreachable`. */
  stream(
    method: "GET" | "POST",
    path: string,
    options: { readonly body?: object; readonly signal?: AbortSignal; readonly onItem: (item: StreamItem) => void },
  ): Promise<Result<unknown>>
}
