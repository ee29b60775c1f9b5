import assert from "node:assert/strict"
import { test } from "node:test"
import { valueFrom } from "../../../test/support/assert-result.ts"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { BlobStore } from "./blob-store.ts"

test("a blob that is stored again, or used, since it was listed is not removed", async () => {
  await using folder = await temporaryFolder()
  const blobs = new BlobStore(folder.path)
  for (const useAgain of [
    () => blobs.put(Buffer.from("blob")),
    async (): Promise<void> => blobs.touch(digest, Date.now() + 1000),
  ]) {
    await blobs.put(Buffer.from("blob"))
    await blobs.touch(digest, 1000)
    const [listed] = await blobs.list()
    assert(listed)
    await useAgain()
    await blobs.remove(listed)
    assert.equal(valueFrom(await blobs.read(digest)).toString(), "blob")
    const [again] = await blobs.list()
    assert(again)
    await blobs.remove(again)
    assert.equal(await blobs.has(digest), false)
    await blobs.remove(again)
  }
})

const digest = "sha256:fa2c8cc4f28176bbeed4b736df569a34c79cd3723e9ec42f9674b4d46ac6b8b8"
