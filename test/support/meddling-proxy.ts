import { once } from "node:events"
import { createServer, request } from "node:http"
import type { AddressInfo } from "node:net"
import { pipeline } from "node:stream/promises"

/** Stands between a client and a registry, sees what is asked, and may answer with other bytes. */
export interface MeddlingProxy extends AsyncDisposable {
  /** `127.0.0.1:<port>`. */
  readonly host: string
  /** What was asked, in order: `PUT /v2/shop/web/manifests/v1.0.0`. */
  readonly requests: readonly string[]
  /** From now on this is what a digest is answered with, until somebody stores it again. */
  lie(digest: string, bytes: Uint8Array): void
  /** Answers for it as the registry does again. */
  forget(digest: string): void
}

export async function startMeddlingProxy(upstream: () => string): Promise<MeddlingProxy> {
  const lies = new Map<string, Uint8Array>()
  const requests: string[] = []
  const server = createServer(async (asked, answer) => {
    requests.push(`${asked.method} ${asked.url}`)
    const digest = /sha256:[0-9a-f]{64}/.exec(decodeURIComponent(asked.url ?? ""))?.[0] ?? ""
    const lie = lies.get(digest)
    if (asked.method === "PUT") lies.delete(digest)
    if (lie && asked.method === "GET" && !asked.url?.includes("/referrers/")) {
      answer.writeHead(200, { "content-length": lie.byteLength, "docker-content-digest": digest }).end(lie)
      return
    }
    // The registry makes addresses of its uploads from the host that it is asked by: this one.
    const passed = request(`http://${upstream()}${asked.url}`, {
      method: asked.method,
      headers: asked.headers,
      agent: false,
    })
    passed.on("error", () => answer.destroy())
    passed.on("response", (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      pipeline(given, answer).catch(() => answer.destroy())
    })
    await pipeline(asked, passed).catch(() => passed.destroy())
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    forget: (digest) => void lies.delete(digest),
    lie: (digest, bytes) => lies.set(digest, bytes),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
