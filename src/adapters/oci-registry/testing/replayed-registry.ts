import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { HttpExchange, type HttpRequest, type HttpSender } from "../http-exchange.ts"

/** What was asked, of whom, and with which credentials. */
export interface ReplayedRequest {
  /** `GET https://ghcr.io/token?service=ghcr.io`. */
  readonly asked: string
  readonly authorization: string | null
  readonly body: string
}

export type Answer = (request: ReplayedRequest, response: ServerResponse, message: IncomingMessage) => void

/** Plays registries, token servers and stores of blobs, whatever their hosts, on one local port. */
export interface ReplayedRegistry extends AsyncDisposable {
  readonly requests: readonly ReplayedRequest[]
  /** Sends what is meant for any host there. */
  readonly http: HttpSender
  /** Where it answers itself: `127.0.0.1:<port>`. */
  readonly host: string
}

const MEANT = "x-meant-for"

export async function replayRegistry(answer: Answer, { silence = 20_000 } = {}): Promise<ReplayedRegistry> {
  const requests: ReplayedRequest[] = []
  const server = createServer(async (message, response) => {
    const origin = String(message.headers[MEANT] ?? `http://${message.headers.host}`)
    const body = message.method === "POST" ? await text(message) : ""
    const authorization = message.headers.authorization ?? null
    const request = { asked: `${message.method} ${origin}${message.url}`, authorization, body }
    requests.push(request)
    answer(request, response, message)
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const exchange = new HttpExchange({ silence, env: {} })
  return {
    requests,
    host: `127.0.0.1:${port}`,
    http: {
      async send(request: HttpRequest) {
        const here = new URL(`${request.url.pathname}${request.url.search}`, `http://127.0.0.1:${port}`)
        const headers = { ...request.headers, [MEANT]: request.url.origin }
        return { ...(await exchange.send({ ...request, url: here, headers })), url: request.url }
      },
    },
    async [Symbol.asyncDispose]() {
      exchange.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
