import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { pipeline } from "node:stream/promises"
import type { TestContext } from "node:test"
import { MEDIA_TYPE } from "../../src/core/image/manifest.ts"
import { isDigest } from "../../src/core/shared/digest.ts"
import type { ImageRegistry } from "../../src/ports/image-registry.ts"

/** Serves images for downloads, by name and digest (OCI distribution specification). Returns `127.0.0.1:<port>`. */
export async function serveImages(t: TestContext, registry: ImageRegistry): Promise<string> {
  const server = createServer(async (request, response) => {
    const [, name = "", kind, reference = ""] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(request.url ?? "") ?? []
    if (request.url === "/v2/") return response.end()
    const found = await registry.resolve(isDigest(reference) ? reference : `${name}:${reference}`)
    const digest = kind === "blobs" && isDigest(reference) ? reference : found.ok ? found.value.digest : undefined
    const content = digest && (await registry.streamBlob(digest))
    if (!content?.ok) return response.writeHead(404).end()
    response.setHeader("docker-content-digest", digest ?? "")
    response.setHeader("content-type", kind === "manifests" ? MEDIA_TYPE.manifest : "application/octet-stream")
    if (kind === "manifests" && found.ok) response.setHeader("content-length", found.value.size)
    if (request.method === "HEAD") return response.end()
    // A client may have seen enough.
    await pipeline(content.value, response).catch(() => {})
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
