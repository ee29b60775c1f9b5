import assert from "node:assert/strict"
import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import type { CacheUsage } from "../../src/ports/local-caches.ts"
import { RunRig } from "../support/run-rig.ts"

const JOBS = `jobs:
  small: { run: echo small > small.txt, outputs: [small.txt] }
  large: { run: head -c 100000 /dev/zero > large.bin, outputs: [large.bin] }
`

async function usage(rig: RunRig, command: "status" | "clear"): Promise<CacheUsage> {
  const { status, stdout, stderr } = await rig.slipway("cache", command, "--format", "json")
  assert.equal(status, 0, stdout + stderr)
  return JSON.parse(stdout)
}

describe("slipway cache", { concurrency: true }, () => {
  it("shows what runs keep, and removes it, so that the next run runs every job", async (t) => {
    const rig = RunRig.withDefinition(t, JOBS)
    assert.equal((await rig.slipway("run")).status, 0)
    const before = await usage(rig, "status")
    assert.equal(before.folder, join(rig.folder, ".slipway", "cache"))
    assert.equal(before.results, 2)
    assert.ok(before.bytes > 100_000 && before.bytes < 200_000, String(before.bytes))
    assert.match(
      (await rig.slipway("cache", "status")).stdout,
      /results of jobs {2}2, \d+\.\d KiB of at most 5\.0 GiB\n/,
    )
    assert.match((await rig.slipway("run")).stdout, /^large > restored/m)

    // What another version has kept goes, too.
    const other = join(before.folder, "jobs", "v0")
    mkdirSync(other)
    assert.deepEqual(await usage(rig, "clear"), before)
    assert.equal(existsSync(other), false)
    assert.deepEqual(await usage(rig, "status"), { ...before, results: 0, bytes: 0 })
    assert.equal((await rig.slipway("cache", "clear")).stdout, "there was nothing to remove\n")

    const again = await rig.slipway("run")
    assert.equal(again.status, 0)
    assert.match(again.stdout, /^large > started/m)
    assert.match((await rig.slipway("cache", "clear")).stdout, /^removed 2 results of jobs \(.* KiB\) and 0 setups\n$/)
  })

  it("makes nothing where nothing has run", async (t) => {
    const rig = RunRig.withDefinition(t, JOBS)
    const { results, bytes, setups } = await usage(rig, "status")
    assert.deepEqual([results, bytes, setups], [0, 0, 0])
    await usage(rig, "clear")
    assert.equal(existsSync(join(rig.folder, ".slipway")), false)
  })

  it("belongs to a repository: exit status 2 elsewhere", async (t) => {
    const { status, stderr } = await new RunRig(t).slipway("cache", "status")
    assert.equal(status, 2)
    assert.match(stderr, /not in a git repository/)
  })
})
