import { createHash } from "node:crypto"
import type { Digest } from "../../core/shared/digest.ts"
import { FailureError } from "../../core/shared/result.ts"
import { parseAddress } from "./address.ts"
import type { HttpAnswer } from "./http-exchange.ts"
import { pieces } from "./pieces.ts"
import { nonsense } from "./registry-failure.ts"
import type { RemoteRepository } from "./remote-repository.ts"

/** A blob that a registry is to hold. `open` begins its stream anew for each attempt. */
export interface BlobToSend {
  readonly digest: Digest
  readonly size: number
  readonly open: () => AsyncIterable<Uint8Array>
}

/** How a blob came to where it is. */
export type Arrival = "mounted" | "sent"

/** A piece of an upload, where a registry does not take a blob in one. */
const PIECE = 16 * 1024 * 1024

/**
 * Brings a blob that the repository lacks: mounted from a sibling that has it, else sent whole, and in pieces where that
 * is too much at once (distribution specification, Pushing blobs). What breaks off begins again.
 */
export function uploadBlob(repository: RemoteRepository, blob: BlobToSend, sibling: string | null): Promise<Arrival> {
  let inPieces = false
  return repository.client.repeat(async () => {
    const opened = await openOrMount(repository, blob.digest, sibling)
    if (opened === "mounted") return "mounted"
    const { location } = opened
    if (inPieces) return sendInPieces(repository, location, { blob, piece: opened.smallestPiece })
    const status = await sendWhole(repository, location, blob)
    if (status !== 413) return "sent"
    inPieces = true
    return sendInPieces(repository, (await reopen(repository, blob.digest)).location, {
      blob,
      piece: opened.smallestPiece,
    })
  }, repository.signal)
}

/** Sends a blob whose digest shows only at its end. Not repeated: the stream can be read once. */
export async function uploadStream(
  repository: RemoteRepository,
  content: AsyncIterable<Uint8Array>,
): Promise<{ readonly digest: Digest; readonly size: number }> {
  const opened = await openUpload(repository, null, null)
  if (opened === "mounted") throw nonsense(repository.client.host, "mounted what nobody named")
  const hash = createHash("sha256")
  let size = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk)
      size += chunk.byteLength
      if (chunk.byteLength > 0) yield chunk
    }
  }
  const headers = { "content-type": "application/octet-stream" }
  const sent = await request(repository, "PATCH", opened.location, { headers, body: counted, repeats: false })
  const digest: Digest = `sha256:${hash.digest("hex")}`
  await finish(repository, locationOf(repository, sent), digest)
  return { digest, size }
}

interface OpenUpload {
  readonly location: URL
  /** Bytes that a piece must have at least, but for the last one (`OCI-Chunk-Min-Length`). */
  readonly smallestPiece: number
}

async function openUpload(
  repository: RemoteRepository,
  digest: Digest | null,
  sibling: string | null,
): Promise<OpenUpload | "mounted"> {
  const mount = digest === null || sibling === null ? "" : `?${new URLSearchParams({ mount: digest, from: sibling })}`
  const more = sibling === null ? [] : [`repository:${sibling}:pull`]
  const answer = await repository.client.send({
    method: "POST",
    target: `${repository.path("blobs", "uploads", "")}${mount}`,
    what: `an upload to ${repository.shown}`,
    scopes: [...repository.scopes.push, ...more],
    headers: { "content-length": "0" },
    signal: repository.signal,
    repeats: false,
  })
  answer.body.resume()
  if (answer.status === 201 && mount !== "") return "mounted"
  const least = Number(answer.headers["oci-chunk-min-length"] ?? 0)
  if (!(least <= 1024 ** 3)) throw nonsense(repository.client.host, "wants pieces of more than 1 GiB")
  return { location: locationOf(repository, answer), smallestPiece: Math.max(least, PIECE) }
}

/** Not to be let into a sibling is no reason to fail: then the blob is sent. */
async function openOrMount(
  repository: RemoteRepository,
  digest: Digest,
  sibling: string | null,
): Promise<OpenUpload | "mounted"> {
  if (sibling === null) return reopen(repository, digest)
  try {
    return await openUpload(repository, digest, sibling)
  } catch (error) {
    if (error instanceof FailureError) return reopen(repository, digest)
    throw error
  }
}

async function reopen(repository: RemoteRepository, digest: Digest): Promise<OpenUpload> {
  const opened = await openUpload(repository, digest, null)
  if (opened === "mounted") throw nonsense(repository.client.host, "mounted a blob from nowhere")
  return opened
}

async function sendWhole(repository: RemoteRepository, location: URL, blob: BlobToSend): Promise<number> {
  const headers = { "content-type": "application/octet-stream", "content-length": String(blob.size) }
  const target = withDigest(location, blob.digest)
  const answer = await request(repository, "PUT", target, { headers, body: blob.open, repeats: false, expects: [413] })
  return answer.status
}

async function sendInPieces(
  repository: RemoteRepository,
  first: URL,
  { blob, piece }: { readonly blob: BlobToSend; readonly piece: number },
): Promise<Arrival> {
  let location = first
  let from = 0
  await pieces({ content: blob.open(), size: blob.size, piece }, async (body, length) => {
    const headers = {
      "content-type": "application/octet-stream",
      "content-length": String(length),
      "content-range": `${from}-${from + length - 1}`,
    }
    location = locationOf(repository, await request(repository, "PATCH", location, { headers, body, repeats: false }))
    from += length
  })
  await finish(repository, location, blob.digest)
  return "sent"
}

async function finish(repository: RemoteRepository, location: URL, digest: Digest): Promise<void> {
  await request(repository, "PUT", withDigest(location, digest), { headers: { "content-length": "0" }, repeats: false })
}

type Sending = Pick<Parameters<RemoteRepository["client"]["send"]>[0], "headers" | "body" | "repeats" | "expects">

async function request(
  repository: RemoteRepository,
  method: "PUT" | "PATCH",
  target: URL,
  sending: Sending,
): Promise<HttpAnswer> {
  const what = `an upload to ${repository.shown}`
  const { push: scopes } = repository.scopes
  const answer = await repository.client.send({ method, target, what, scopes, signal: repository.signal, ...sending })
  answer.body.resume()
  return answer
}

/** Where the upload goes on. The client refuses any other host than the registry's own. */
function locationOf(repository: RemoteRepository, { headers, url }: HttpAnswer): URL {
  const location = parseAddress(headers.location, url)
  if (!location) throw nonsense(repository.client.host, "does not say where an upload goes")
  return location
}

/** The address holds the registry's own state, which is given back as it came. */
function withDigest(location: URL, digest: Digest): URL {
  return new URL(`${location.href}${location.search === "" ? "?" : "&"}digest=${encodeURIComponent(digest)}`)
}
