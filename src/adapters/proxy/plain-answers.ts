import { type ServerResponse, STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"

/** An answer of the router itself. */
export interface PlainAnswer {
  readonly status: number
  readonly text: string
}

/** A name that somebody sent, safe to print: quoted, ASCII, not too long. */
export function quoteName(name: string): string {
  return JSON.stringify(name.slice(0, 255)).replace(/[^\x20-\x7e]/g, "?")
}

/** The answer to a host name that is nobody's. */
export function unknownHost(host: string, known: readonly string[], port: number): PlainAnswer {
  const list = known.map((name) => `  http://${name}:${port}/`).join("\n")
  const text = known.length === 0 ? "No service has a name yet." : `These names are known:\n\n${list}`
  return { status: 404, text: `Slipway knows no service by the name ${quoteName(host)}.\n\n${text}\n` }
}

/** The answer where a service cannot be reached; `name` says which. */
export function unreachable(name: string, error: NodeJS.ErrnoException): PlainAnswer {
  if (error.code === "ECONNREFUSED" || error.code === "ECONNECT_TIMEOUT") {
    return { status: 503, text: `Slipway: ${name} is not running or does not listen yet.\n` }
  }
  return { status: 502, text: `Slipway: ${name} ended the connection without a complete answer.\n` }
}

export function draining(name: string): PlainAnswer {
  return { status: 503, text: `Slipway: ${name} is being stopped.\n` }
}

const headers = {
  "content-type": "text/plain; charset=utf-8",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
}

export function answer(response: ServerResponse, { status, text }: PlainAnswer): void {
  response.writeHead(status, headers).end(text)
}

/** The same for a request that wanted its connection upgraded: there is no response object for those. */
export function answerUpgrade(socket: Duplex, { status, text }: PlainAnswer): void {
  const lines = Object.entries({ ...headers, "content-length": Buffer.byteLength(text), connection: "close" })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${text}`)
}
