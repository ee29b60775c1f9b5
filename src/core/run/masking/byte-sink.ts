/** Takes one byte and where in the stream it stands: from `start` up to `end` (exclusive). */
export type ByteSink = (byte: number, start: number, end: number) => void

/** Turns a stream's bytes into what they mean. */
export interface Decoder {
  take(byte: number, at: number): void
  /** Where the bytes begin whose meaning depends on what follows; infinite if there are none. */
  readonly pendingFrom: number
}
