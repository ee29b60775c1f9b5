import assert from "node:assert/strict"
import { mkdir, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import { digestOf } from "../../core/shared/digest.ts"
import { clearSetups, keptSetups } from "./kept-setups.ts"
import { LocalSetupStore } from "./local-setup-store.ts"

test("kept setups are counted and removed, and what is just being written stays", async () => {
  await using folder = await temporaryFolder()
  const [root, checkout] = [join(folder.path, "kept"), join(folder.path, "checkout")]
  assert.deepEqual([await keptSetups(root), await clearSetups(root)], [[], 0])

  await mkdir(join(checkout, "node_modules"), { recursive: true })
  await writeFile(join(checkout, "package.json"), "{}")
  const store = new LocalSetupStore(root)
  const places = ["one", "two"].map((lock) => ({ key: digestOf(lock), command: "npm ci", folder: checkout }))
  for (const place of places) await store.keep(place)
  const [version = ""] = await readdir(root)
  await mkdir(join(root, version, "partial"))
  assert.equal((await keptSetups(root)).length, 2)

  assert.equal(await clearSetups(root), 2)
  assert.deepEqual(await readdir(join(root, version)), ["partial"])
  for (const place of places) assert.equal(await store.restore(place), false)
})
