import type { Context } from "hono"
import { stream } from "hono/streaming"
import type { Topic } from "../../app/server/progress-board.ts"
import { follow } from "../follow.ts"
import type { ApiContext } from "./api-context.ts"

/** Streams progress as `{ "text" }` lines and ends with `{ "end": <what came of it> }`. */
export function streamProgress(
  c: Context,
  context: ApiContext,
  { topic, isSettled, end }: { topic: Topic; isSettled: () => Promise<boolean>; end: () => Promise<unknown> },
): Response {
  return streamNdjson(c, async function* (signal) {
    const lines = follow(context.ports.progress, { topic, isSettled, signal })
    context.dispatcher.wake()
    for await (const text of lines) yield { text }
    if (!signal.aborted) yield { end: await end() }
  })
}

/** Streams objects as JSON, one a line. The signal is aborted when the client goes away. */
export function streamNdjson(c: Context, objects: (signal: AbortSignal) => AsyncIterable<unknown>): Response {
  c.header("content-type", "application/x-ndjson; charset=utf-8")
  return stream(c, async (output) => {
    const gone = new AbortController()
    output.onAbort(() => gone.abort())
    for await (const object of objects(gone.signal)) await output.write(`${JSON.stringify(object)}\n`)
  })
}
