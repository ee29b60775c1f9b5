import { createHash } from "node:crypto"
import { type Digest, digestOf, isDigest, shortDigest } from "../../core/shared/digest.ts"
import { type ImageRepositoryName, showRepository } from "../../core/shared/image-reference.ts"
import { FailureError } from "../../core/shared/result.ts"
import type { HttpAnswer } from "./http-exchange.ts"
import { nextPage } from "./next-page.ts"
import type { RegistryClient } from "./registry-client.ts"
import { nonsense, refusal } from "./registry-failure.ts"

/** A manifest or an index, byte for byte. */
export interface StoredManifest {
  readonly bytes: Buffer
  readonly mediaType: string
  readonly digest: Digest
}

/** Most that a manifest may be long (distribution specification, Pushing manifests), and a page of a list. */
export const MANIFEST_LIMIT = 4 * 1024 * 1024
const PAGE_LIMIT = 4 * 1024 * 1024
const MOST_PAGES = 100
/** Most that a blob may be long whose size nobody has said. */
const BLOB_LIMIT = 16 * 1024 ** 3

const MANIFEST_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]

/** Reads one repository of a registry (distribution specification); what it says is checked against digests. */
export class RemoteRepository {
  readonly client: RegistryClient
  /** `automation/web`. */
  readonly name: string
  /** `registry.example.com/automation/web`. */
  readonly shown: string
  readonly signal: AbortSignal | undefined

  constructor(client: RegistryClient, name: ImageRepositoryName, signal?: AbortSignal) {
    this.client = client
    this.name = name.repository
    this.shown = showRepository(name)
    this.signal = signal
  }

  get scopes(): { readonly pull: readonly string[]; readonly push: readonly string[] } {
    return { pull: [`repository:${this.name}:pull`], push: [`repository:${this.name}:pull,push`] }
  }

  path(...parts: readonly string[]): string {
    return ["/v2", this.name, ...parts].join("/")
  }

  /** By tag or digest; undefined if it is not there. */
  async manifest(reference: string, scopes = this.scopes.pull): Promise<StoredManifest | undefined> {
    const what = `the manifest ${this.#show(reference)}`
    const headers = { accept: MANIFEST_TYPES.join(", ") }
    const target = this.path("manifests", reference)
    const request = { method: "GET", target, what, scopes, headers, expects: [404], signal: this.signal } as const
    const { answer, content } = await this.client.read(request, MANIFEST_LIMIT)
    if (answer.status === 404) return undefined
    const digest = digestOf(content)
    const said = answer.headers["docker-content-digest"]
    if (
      (isDigest(reference) && digest !== reference) ||
      (typeof said === "string" && isDigest(said) && said !== digest)
    ) {
      throw refusal(
        "image-corrupt",
        `${what} is not what its digest says`,
        "nothing of it was kept; ask who runs the registry",
      )
    }
    return { bytes: content, digest, mediaType: mediaTypeOf(content) ?? this.#noManifest(what, answer) }
  }

  /** The digest that a tag names; undefined if there is no such tag. */
  async digestOf(tag: string, scopes = this.scopes.pull): Promise<Digest | undefined> {
    const headers = { accept: MANIFEST_TYPES.join(", ") }
    const what = `the tag ${this.#show(tag)}`
    const target = this.path("manifests", tag)
    const answer = await this.client.send({
      method: "HEAD",
      target,
      what,
      scopes,
      headers,
      expects: [404],
      signal: this.signal,
    })
    answer.body.resume()
    if (answer.status === 404) return undefined
    const digest = answer.headers["docker-content-digest"]
    if (typeof digest === "string" && isDigest(digest)) return digest
    return (await this.manifest(tag, scopes))?.digest
  }

  async hasBlob(digest: Digest, scopes = this.scopes.pull): Promise<boolean> {
    const target = this.path("blobs", digest)
    const what = `the blob ${this.#show(digest)}`
    const answer = await this.client.send({ method: "HEAD", target, what, scopes, expects: [404], signal: this.signal })
    answer.body.resume()
    return answer.status !== 404
  }

  /** Streams a blob and checks it at the end; undefined if it is not there. `size`: what it must be, where that is known. */
  async blob(digest: Digest, size: number | null): Promise<AsyncIterable<Buffer> | undefined> {
    const target = this.path("blobs", digest)
    const what = `the blob ${this.#show(digest)}`
    const { pull: scopes } = this.scopes
    const answer = await this.client.send({ method: "GET", target, what, scopes, expects: [404], signal: this.signal })
    if (answer.status === 404) answer.body.resume()
    return answer.status === 404 ? undefined : verified(answer, { digest, size, what })
  }

  /** The items of a list, from all its pages. */
  async list<T>(
    path: string,
    request: { what: string; expects?: readonly number[] },
    items: (content: Buffer, answer: HttpAnswer) => readonly T[],
  ): Promise<readonly T[] | undefined> {
    const found: T[] = []
    let target: string | URL | undefined = path
    for (let page = 1; target !== undefined; page++) {
      if (page > MOST_PAGES) throw nonsense(this.client.host, `has no end of pages for ${request.what}`)
      const asked = { method: "GET", target, scopes: this.scopes.pull, signal: this.signal, ...request } as const
      const { answer, content } = await this.client.read(asked, PAGE_LIMIT)
      if (answer.status >= 300) return undefined
      found.push(...items(content, answer))
      target = nextPage(answer.headers.link, answer.url)
    }
    return found
  }

  #show(reference: string): string {
    return isDigest(reference) ? `${this.shown}@${shortDigest(reference)}` : `${this.shown}:${reference}`
  }

  #noManifest(what: string, { headers }: HttpAnswer): never {
    throw nonsense(
      this.client.host,
      `answers ${String(headers["content-type"]).slice(0, 60)} for ${what}, which is no manifest`,
    )
  }
}

/** What the bytes themselves say: the header is not covered by the digest. Undefined for what is no manifest at all. */
function mediaTypeOf(content: Buffer): string | undefined {
  try {
    const value: unknown = JSON.parse(content.toString("utf8"))
    if (typeof value !== "object" || value === null || !("schemaVersion" in value)) return undefined
    if ("mediaType" in value && typeof value.mediaType === "string") return value.mediaType
    return "manifests" in value ? MANIFEST_TYPES[1] : MANIFEST_TYPES[0]
  } catch {
    return undefined
  }
}

interface Expected {
  readonly digest: Digest
  readonly size: number | null
  readonly what: string
}

async function* verified({ body, headers }: HttpAnswer, { digest, size, what }: Expected): AsyncGenerator<Buffer> {
  const lie = (how: string) =>
    refusal("image-corrupt", `${what} ${how}`, "nothing of it was kept; ask who runs the registry")
  const said = headers["content-length"] === undefined ? null : Number(headers["content-length"])
  try {
    if (size !== null && said !== null && said !== size) throw lie(`has ${said} bytes instead of ${size}`)
    const hash = createHash("sha256")
    const most = size ?? said ?? BLOB_LIMIT
    let length = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.byteLength
      if (length > most) throw lie(`has more than ${most} bytes`)
      hash.update(chunk)
      yield chunk
    }
    if (size !== null && length !== size) throw lie(`has ${length} bytes instead of ${size}`)
    if (`sha256:${hash.digest("hex")}` !== digest) throw lie("is not what its digest says")
  } catch (error) {
    if (error instanceof FailureError || !(error instanceof Error) || error.name === "AbortError") throw error
    throw refusal("registry-unreachable", `${what} broke off: ${error.message}`, "try again")
  } finally {
    body.destroy()
  }
}
