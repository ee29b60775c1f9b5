import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { createProxyServer } from "http-proxy-3"
import { isReplayable, removeHopByHop, removeSession, setForwarded, wantsClose } from "./forwarded-headers.ts"
import { answer, answerUpgrade, unreachable } from "./plain-answers.ts"
import type { Upstream } from "./upstream.ts"

/** Where a request goes; `name` is what people are told when that fails. */
export interface Destination {
  readonly name: string
  readonly upstream: Upstream
}

/** A request on its way; kept beside it, as the library's events tell of the request only. */
interface Passage {
  readonly close: boolean
  outgoing?: ClientRequest
  /** The upstream's answer is being passed on: ours would come in the middle of it. */
  answered?: boolean
}

/** Passes requests on to upstreams. Every request ends: with the upstream's answer, ours, or a closed connection. */
export class Forwarder {
  // `toProxy` leaves the path as it came, instead of resolving its dots and changing its encoding.
  readonly #proxy = createProxyServer({ toProxy: true, connectTimeout: 5000 })
  readonly #passages = new WeakMap<IncomingMessage, Passage>()

  constructor() {
    // Without a listener of ours the library throws; each request has a callback that handles its error.
    this.#proxy.on("error", () => {})
    this.#proxy.on("proxyReq", (outgoing, request) => {
      const passage = this.#passages.get(request)
      if (passage) passage.outgoing = outgoing
    })
    this.#proxy.on("proxyRes", (incoming, request, response) => {
      delete incoming.headers["keep-alive"]
      delete incoming.headers["proxy-connection"]
      const passage = this.#passages.get(request)
      if (passage) passage.answered = true
      incoming.headers.connection = passage?.close ? "close" : "keep-alive"
      // The library does not notice an answer that breaks off, and would leave the client waiting for the rest.
      incoming.once("close", () => incoming.complete || response.destroy())
    })
    this.#proxy.on("proxyReqWs", (outgoing, request, socket) => {
      const answered = () => {
        const passage = this.#passages.get(request)
        if (passage) passage.answered = true
      }
      outgoing.once("upgrade", answered)
      outgoing.once("response", (incoming) => {
        answered()
        incoming.once("close", () => socket.destroySoon())
      })
    })
  }

  forward(request: IncomingMessage, response: ServerResponse, destination: Destination): void {
    response.once("close", destination.upstream.enter())
    this.#passages.set(request, { close: wantsClose(request) })
    removeHopByHop(request)
    removeSession(request)
    setForwarded(request)
    this.#send(request, response, destination, isReplayable(request))
  }

  /**
   * A kept connection may have been closed by the service at the very moment of sending. So only what can be sent again
   * travels on kept connections, and is then sent again once, on a new one; everything else gets a new one at once.
   */
  #send(request: IncomingMessage, response: ServerResponse, destination: Destination, replayable: boolean): void {
    const { name, upstream } = destination
    let over = false
    const onError = (error: NodeJS.ErrnoException) => {
      if (over) return
      over = true
      const passage = this.#passages.get(request)
      // Once there is an answer, its own end decides: a service may refuse an upload and close before all of it is sent.
      if (request.socket.destroyed || passage?.answered) return
      if (replayable && passage?.outgoing?.reusedSocket) this.#send(request, response, destination, false)
      else answer(response, unreachable(name, error))
    }
    const target = { host: "127.0.0.1", port: upstream.port, protocol: "http:" }
    const agent = replayable ? upstream.keeping : upstream.fresh
    try {
      this.#proxy.web(request, response, { target, agent }, onError)
    } catch {
      // Node refuses to send some of what it accepts.
      answer(response, notPassable)
    }
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, { name, upstream }: Destination): void {
    socket.once("close", upstream.enter())
    const passage: Passage = { close: true }
    this.#passages.set(request, passage)
    removeSession(request)
    setForwarded(request)
    const target = { host: "127.0.0.1", port: upstream.port, protocol: "http:" }
    const onError = (error: NodeJS.ErrnoException) => {
      if (passage.answered || !socket.writable) socket.destroy()
      else answerUpgrade(socket, unreachable(name, error))
    }
    try {
      this.#proxy.ws(request, socket, head, { target }, onError)
    } catch {
      answerUpgrade(socket, notPassable)
    }
  }
}

const notPassable = { status: 400, text: "Slipway: this request cannot be passed on.\n" }
