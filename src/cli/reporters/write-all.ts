import { once } from "node:events"
import type { Writable } from "node:stream"
import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"

/** Writes and waits until the stream has room again. Rejects with the failure `canceled` when nobody reads any more. */
export async function writeAll(stream: Writable, text: string): Promise<void> {
  if (text === "") return
  try {
    if (stream.destroyed || stream.writableEnded) throw new Error("closed")
    if (!stream.write(text)) await once(stream, "drain")
  } catch {
    throw new FailureError(failure("canceled", "the run was stopped: nobody reads its output any more"))
  }
}
