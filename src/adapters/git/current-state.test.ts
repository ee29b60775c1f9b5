import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, test } from "node:test"
import { valueFrom } from "../../../test/support/assert-result.ts"
import { RunRig } from "../../../test/support/run-rig.ts"
import { openRepository } from "./open-repository.ts"

const FILES = { "a.txt": "1", "deep/below/b.txt": "2", "deep/ä b.txt": "3", "-x": "4", ":(glob)*": "5" }

describe("where the working tree stands", () => {
  test("unchanged, it is on its commit, also from a folder below", async (t) => {
    const rig = RunRig.withFiles(t, FILES)
    for (const folder of [".", "deep/below"]) {
      const repository = valueFrom(await openRepository(join(rig.folder, folder)))
      const { commit, ref, changed } = valueFrom(await repository.current())
      assert.deepEqual([commit, ref, changed], [rig.git("rev-parse", "HEAD"), "refs/heads/main", []])
    }
  })

  test("changed, it names what differs", async (t) => {
    const rig = RunRig.withFiles(t, { ...FILES, ".gitignore": "*.log\n" })
    rig.write({ "a.txt": "changed", "deep/new file": "", "deep/c.log": "" })
    rig.git("rm", "--quiet", "--cached", "--", "-x")
    const { changed } = valueFrom(await valueFrom(await openRepository(rig.folder)).current())
    assert.deepEqual([...new Set(changed)], ["-x", "a.txt", "deep/new file"])
  })

  test("detached, it is on no ref", async (t) => {
    const rig = RunRig.withFiles(t, FILES)
    rig.git("checkout", "--quiet", "--detach")
    const { ref, changed } = valueFrom(await valueFrom(await openRepository(rig.folder)).current())
    assert.deepEqual([ref, changed], [null, []])
  })
})
