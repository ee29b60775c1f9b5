import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import { fail, ok, type Result } from "../../core/shared/result.ts"

/** What a listener hands its requests to. */
export interface RequestHandler {
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** An HTTP server on a port of 127.0.0.1. */
export class Listener {
  readonly port: number
  readonly #server: Server
  readonly #upgraded = new Set<Duplex>()
  readonly #closed: Promise<unknown>

  private constructor(server: Server) {
    this.#server = server
    this.#closed = once(server, "close")
    this.port = (server.address() as AddressInfo).port
  }

  /** Port 0 takes any. A port that is taken is `port-in-use`; `hint` says what can be done about it. */
  static async open(port: number, handler: RequestHandler, hint: string): Promise<Result<Listener>> {
    const server = createServer(
      {
        keepAlive: true,
        keepAliveTimeout: 65_000,
        // Uploads may take as long as they like; headers may not.
        requestTimeout: 0,
        headersTimeout: 30_000,
        // Some clients offer HTTP/2 by an upgrade that one may ignore; for them it is an ordinary request.
        shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
      },
      (request, response) => handler.request(request, response),
    )
    try {
      await once(server.listen({ port, host: "127.0.0.1" }), "listening")
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code === "EADDRINUSE") return fail("port-in-use", `port ${port} is used by another program`, { hint })
      if (code === "EACCES") return fail("port-in-use", `port ${port} may not be used: ${message}`, { hint })
      throw error
    }
    const listener = new Listener(server)
    server.on("upgrade", (request, socket, head) => {
      // Errors before the library looks after it; its end is seen by "close".
      socket.on("error", () => socket.destroy())
      listener.#upgraded.add(socket)
      socket.once("close", () => listener.#upgraded.delete(socket))
      handler.upgrade(request, socket, head)
    })
    return ok(listener)
  }

  /** Takes no more connections and closes idle ones. Requests under way go on, and close theirs. */
  stop(): void {
    this.#server.close()
  }

  /** Ends everything at once. */
  async destroy(): Promise<void> {
    this.stop()
    this.#server.closeAllConnections()
    for (const socket of this.#upgraded) socket.destroy()
    await this.#closed
  }
}
