import { type Digest, digestOf, isDigest } from "../../core/shared/digest.ts"
import { nonsense, refusal } from "./registry-failure.ts"
import type { RemoteRepository } from "./remote-repository.ts"
import { Transient } from "./retry.ts"

export interface ManifestToPut {
  readonly bytes: Buffer
  readonly mediaType: string
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json"

/** How a manifest may be refused: unsound (400), parts missing (400, 404), an immutable tag (400 of Amazon ECR, 409, 412). */
const REFUSALS = [400, 404, 409, 412]
const TAKEN: ReadonlySet<string> = new Set(["TAG_INVALID", "ImageTagAlreadyExistsException"])

/**
 * Stores a manifest under a tag or its digest, once its parts are there. `knowsSubject`: the registry lists it as a
 * referrer by itself (distribution specification, Pushing manifests with subject).
 */
export function putManifest(
  repository: RemoteRepository,
  reference: string,
  manifest: ManifestToPut,
): Promise<{ readonly digest: Digest; readonly knowsSubject: boolean }> {
  return repository.client.repeat(() => put(repository, reference, manifest), repository.signal)
}

async function put(repository: RemoteRepository, reference: string, { bytes, mediaType }: ManifestToPut) {
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
      expects: REFUSALS,
    },
    64 * 1024,
  )
  if (answer.status < 300) return { digest: digestOf(bytes), knowsSubject: answer.headers["oci-subject"] !== undefined }
  const said = content.toString()
  // docker-registry says so while somebody else stores the same blob; stores with many copies, while they catch up.
  if (mediaType === MANIFEST && said.includes("MANIFEST_BLOB_UNKNOWN")) {
    throw new Transient(`it does not find the parts of ${what}, which were stored`)
  }
  throw notStored(repository, { what, isTag, status: answer.status, said })
}

interface Refused {
  readonly what: string
  readonly isTag: boolean
  readonly status: number
  readonly said: string
}

function notStored({ client }: RemoteRepository, { what, isTag, status, said }: Refused) {
  const code = /"code"\s*:\s*"([A-Za-z_]{1,60})"/.exec(said)?.[1]
  const isTaken = status === 409 || status === 412 || (code !== undefined && TAKEN.has(code))
  if (isTag && isTaken) return refusal("name-moves", `${client.host} refuses to move ${what}: its tags are immutable`)
  return nonsense(client.host, `answered ${status}${code === undefined ? "" : ` (${code})`} when given ${what}`)
}
