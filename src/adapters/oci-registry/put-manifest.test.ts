import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { MEDIA_TYPE } from "../../core/image/manifest.ts"
import { digestOf } from "../../core/shared/digest.ts"
import type { FailureReason } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"
import { type ManifestToPut, putManifest } from "./put-manifest.ts"
import { RemoteRepository } from "./remote-repository.ts"
import { openClient } from "./testing/publishing.ts"
import { type Answer, replayRegistry } from "./testing/replayed-registry.ts"

const bytes = Buffer.from('{"schemaVersion":2}')
const manifest = { bytes, mediaType: MEDIA_TYPE.manifest }
const errors = (code: string) => JSON.stringify({ errors: [{ code, message: "no" }] })

async function put(reference: string, answer: Answer, given: ManifestToPut = manifest) {
  await using replayed = await replayRegistry(answer)
  using opened = openClient(replayed.host)
  const repository = new RemoteRepository(opened.client, { host: replayed.host, repository: "shop/web" })
  try {
    const stored = await putManifest(repository, reference, given)
    return { stored, requests: replayed.requests.length, reason: null }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    return { stored: null, requests: replayed.requests.length, reason: error.failure.reason }
  }
}

describe("a manifest that a registry does not take", () => {
  const cases: readonly [what: string, reference: string, status: number, body: string, reason: FailureReason][] = [
    ["under an immutable tag of Harbor", "v1", 412, errors("PRECONDITION"), "name-moves"],
    ["under an immutable tag", "v1", 409, "", "name-moves"],
    ["under an immutable tag of Amazon ECR", "v1", 400, errors("TAG_INVALID"), "name-moves"],
    ["since it is unsound", "v1", 400, errors("MANIFEST_INVALID"), "registry-invalid"],
    ["by its digest", digestOf(bytes), 409, "", "registry-invalid"],
    ["in a repository that is not there", "v1", 404, errors("NAME_UNKNOWN"), "registry-invalid"],
    ["from people without rights", "v1", 403, errors("DENIED"), "registry-denied"],
  ]
  for (const [what, reference, status, body, reason] of cases) {
    test(`${what} is ${reason}, at once`, async () => {
      const ended = await put(reference, (_, response) => response.writeHead(status).end(body))
      assert.deepEqual([ended.reason, ended.requests], [reason, 1])
    })
  }

  test("since it does not find its parts is given again: they were stored", async () => {
    let left = 2
    const ended = await put("v1", (_, response) => {
      if (left-- > 0) response.writeHead(400).end(errors("MANIFEST_BLOB_UNKNOWN"))
      else response.writeHead(201, { "oci-subject": digestOf("x") }).end()
    })
    assert.deepEqual(ended.stored, { digest: digestOf(bytes), knowsSubject: true })
    assert.equal(ended.requests, 3)
  })

  test("an index whose images it lacks is not: nobody stored them", async () => {
    const index = { bytes, mediaType: MEDIA_TYPE.index }
    const ended = await put("v1", (_, response) => response.writeHead(400).end(errors("MANIFEST_BLOB_UNKNOWN")), index)
    assert.deepEqual([ended.reason, ended.requests], ["registry-invalid", 1])
  })
})
