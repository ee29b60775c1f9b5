import type { ByteSink } from "./byte-sink.ts"

const code = (character: string) => character.charCodeAt(0)
const [LF, CR, PLUS, MINUS, SLASH, UNDERSCORE] = [code("\n"), code("\r"), code("+"), code("-"), code("/"), code("_")]
/** A line end has at most two characters; a longer row of them is no wrapping. */
const LINE_END = 2

/** Hands base64url on as base64, and leaves out the line ends that long base64 is wrapped with (RFC 4648, 3.1 and 5). */
export function base64Filter(sink: ByteSink): ByteSink {
  let skipped = 0
  return (byte, start, end) => {
    if ((byte === LF || byte === CR) && ++skipped <= LINE_END) return
    if (byte !== LF && byte !== CR) skipped = 0
    sink(byte === MINUS ? PLUS : byte === UNDERSCORE ? SLASH : byte, start, end)
  }
}
