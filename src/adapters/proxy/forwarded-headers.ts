import type { IncomingMessage } from "node:http"
import { withoutSession } from "../../core/shared/session-cookie.ts"

/** Of one connection only, never passed on (RFC 9110, 7.6.1). */
const hopByHop = ["connection", "proxy-connection", "keep-alive", "te", "proxy-authorization"]
/** What a client cannot remove by naming it in `Connection`: the request would become another one. */
const protectedHeaders = new Set(["host", "content-length", "transfer-encoding", "upgrade"])

/** Whether the client wants its connection closed after the answer. */
export function wantsClose(request: IncomingMessage): boolean {
  const named = listOf(request.headers.connection)
  return named.includes("close") || (request.httpVersion === "1.0" && !named.includes("keep-alive"))
}

/** Removes what concerns the client's connection only. */
export function removeHopByHop({ headers }: IncomingMessage): void {
  const named = listOf(headers.connection).filter((name) => !protectedHeaders.has(name))
  for (const name of [...hopByHop, ...named]) delete headers[name]
}

/** Keeps from services who is signed in to Slipway's own pages. */
export function removeSession({ headers }: IncomingMessage): void {
  const left = withoutSession(headers.cookie ?? "")
  if (left === null) delete headers.cookie
  else headers.cookie = left
}

/** Says where a request came from. What a client says about that itself is not believed: this is the outermost proxy. */
export function setForwarded({ headers, socket }: IncomingMessage): void {
  delete headers.forwarded
  headers["x-forwarded-for"] = socket.remoteAddress ?? "unknown"
  headers["x-forwarded-proto"] = "http"
  headers["x-forwarded-host"] = headers.host ?? ""
  headers["x-forwarded-port"] = String(socket.localPort ?? "")
}

/** Whether it may be sent again when a connection turns out to be dead: idempotent (RFC 9110, 9.2.2), without content. */
export function isReplayable({ method, headers }: IncomingMessage): boolean {
  if (!["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].includes(method ?? "")) return false
  return headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0
}

function listOf(value: string | undefined): readonly string[] {
  return (value ?? "").split(",").map((name) => name.trim().toLowerCase())
}
