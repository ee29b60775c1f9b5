import { type Digest, digestOf, isDigest } from "../../core/shared/digest.ts"
import { nonsense, refusal } from "./registry-failure.ts"
import type { RemoteRepository } from "./remote-repository.ts"

export interface ManifestToPut {
  readonly bytes: Buffer
  readonly mediaType: string
}

/** What else than 2xx an immutable tag is refused with: by Harbor (412), by others (409), by Amazon ECR (400). */
const TAKEN = [400, 409, 412]

/**
 * Stores a manifest under a tag or its digest. `knowsSubject`: the registry lists it as a referrer by itself
 * (distribution specification, Pushing manifests with subject).
 */
export async function putManifest(
  repository: RemoteRepository,
  reference: string,
  { bytes, mediaType }: ManifestToPut,
): Promise<{ readonly digest: Digest; readonly knowsSubject: boolean }> {
  const isTag = !isDigest(reference)
  const what = `the manifest ${repository.shown}${isTag ? ":" : "@"}${reference}`
  const { answer, content } = await repository.client.read(
    {
      method: "PUT",
      target: repository.path("manifests", reference),
      what,
      scopes: repository.scopes.push,
      headers: { "content-type": mediaType, "content-length": String(bytes.byteLength) },
      body: bytes,
      signal: repository.signal,
      expects: TAKEN,
    },
    64 * 1024,
  )
  if (answer.status >= 300)
    throw notStored(repository, { what, isTag, status: answer.status, said: content.toString() })
  return { digest: digestOf(bytes), knowsSubject: answer.headers["oci-subject"] !== undefined }
}

interface Refused {
  readonly what: string
  readonly isTag: boolean
  readonly status: number
  readonly said: string
}

function notStored({ client }: RemoteRepository, { what, isTag, status, said }: Refused) {
  const code = /"code"\s*:\s*"([A-Z_]{1,60})"/.exec(said)?.[1]
  if (isTag && (status !== 400 || code === "TAG_INVALID" || code === "ImageTagAlreadyExistsException")) {
    return refusal("name-moves", `${client.host} refuses to move ${what}: its tags are immutable`)
  }
  return nonsense(client.host, `answered ${status}${code === undefined ? "" : ` (${code})`} when given ${what}`)
}
