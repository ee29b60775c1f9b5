import assert from "node:assert/strict"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, it } from "node:test"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { writeText } from "./write-text.ts"

describe("writing a file", () => {
  it("makes its folders, replaces what was there, and leaves nothing beside it", async () => {
    await using temporary = await temporaryFolder()
    const folder = temporary.path
    const path = join(folder, "a", "b", "run.xml")
    assert((await writeText(path, "first")).ok)
    assert((await writeText(path, "second")).ok)
    assert.equal(await readFile(path, "utf8"), "second")
    assert.deepEqual(await readdir(join(folder, "a", "b")), ["run.xml"])
  })

  it("says why it could not, and leaves what was there", async () => {
    await using temporary = await temporaryFolder()
    const folder = temporary.path
    const file = join(folder, "file")
    await writeFile(file, "kept")
    const written = await writeText(join(file, "run.xml"), "text")
    assert(!written.ok)
    assert.equal(written.failure.reason, "file-unwritable")
    assert.match(written.failure.message, /run\.xml cannot be written \((ENOTDIR|EEXIST)\)$/)
    assert.equal(await readFile(file, "utf8"), "kept")
    assert.deepEqual(await readdir(folder), ["file"])
  })
})
