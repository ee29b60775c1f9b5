import type { Readable } from "node:stream"

/** Output under way from a stream to a consumer. */
export interface OutputPump {
  /** Resolves when the consumer threw; the error itself comes out of {@link OutputPump.finish}. */
  readonly failed: Promise<void>
  /**
   * Resolves when the stream has ended, to true, or was silent for so many milliseconds. A busy consumer is not silence.
   */
  quiet(milliseconds: number): Promise<boolean>
  /** As `quiet`, then gives the stream up. Whether it had ended by itself; throws what the consumer threw. */
  finish(milliseconds: number): Promise<boolean>
}

/** Hands a stream's chunks to the consumer one after the other: the stream is read no faster than they are consumed. */
export function pumpOutput(stream: Readable, consume: (chunk: Buffer) => void | Promise<void>): OutputPump {
  let error: { readonly thrown: unknown } | undefined
  let busy = false
  let progress = 0
  const failed = Promise.withResolvers<void>()
  const ended = (async () => {
    try {
      for await (const chunk of stream) {
        busy = true
        progress++
        await consume(chunk)
        busy = false
      }
    } catch (thrown) {
      // Giving the stream up makes it end early, which is no failure of the consumer.
      if (!busy) return
      busy = false
      error = { thrown }
      failed.resolve()
    }
  })()

  async function quiet(milliseconds: number): Promise<boolean> {
    for (let seen = -1; busy || seen !== progress; ) {
      seen = progress
      using timer = timerOf(milliseconds)
      if ((await Promise.race([ended.then(() => "ended"), timer.elapsed])) === "ended") return true
    }
    return false
  }

  return {
    failed: failed.promise,
    quiet,
    async finish(milliseconds) {
      const hasEnded = await quiet(milliseconds)
      stream.destroy()
      await ended
      if (error) throw error.thrown
      return hasEnded
    },
  }
}

function timerOf(milliseconds: number) {
  const { promise: elapsed, resolve } = Promise.withResolvers<"elapsed">()
  const timer = setTimeout(() => resolve("elapsed"), milliseconds)
  return { elapsed, [Symbol.dispose]: () => clearTimeout(timer) }
}
