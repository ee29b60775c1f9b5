import assert from "node:assert/strict"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, it, type TestContext } from "node:test"
import { ENTRY_FORMAT, encodeEntry } from "../../src/adapters/job-cache/cache-entry.ts"
import type { CachedOutput } from "../../src/core/run/cached-output.ts"
import { type Digest, digestOf } from "../../src/core/shared/digest.ts"
import { sampleResult } from "../support/cache-entries.ts"
import { jobEnds } from "../support/job-ends.ts"
import { outputOf, RunRig } from "../support/run-rig.ts"

const PROJECT = `version: 1
project: demo
packages:
  base: { directory: base, jobs: { build: { run: "cat src > out", outputs: [out] } } }
  top: { directory: top, jobs: { check: { run: "cat ../base/out src", needs: ["base:build"] } } }
`

/** A project that has run once. */
async function built(t: TestContext): Promise<RunRig> {
  const rig = RunRig.withFiles(t, { "slipway.yaml": PROJECT, "base/src": "base\n", "top/src": "top\n" })
  assert.equal((await rig.slipway("run")).status, 0)
  return rig
}

function indexOf(rig: RunRig): string {
  return join(rig.folder, ".slipway", "cache", "jobs", ENTRY_FORMAT, "index.db")
}

/** Runs after a change of the last job: it needs what the first one left. */
async function runsAgain(rig: RunRig, complaint: RegExp): Promise<void> {
  rig.commit({ "top/src": "changed\n" })
  const { status, stdout, stderr } = await rig.slipway("run")
  assert.equal(status, 0, stdout + stderr)
  assert.deepEqual(jobEnds(stdout), { "base:build": "ran", "top:check": "ran" })
  assert.deepEqual(outputOf("top:check", stdout), ["base", "changed"])
  assert.match(stderr, complaint)
  const next = await rig.slipway("run")
  assert.deepEqual(jobEnds(next.stdout), { "base:build": "restored", "top:check": "restored" })
  assert.doesNotMatch(next.stderr, /cache/)
}

describe("slipway run with a damaged cache", { concurrency: true }, () => {
  it("runs the job again whose output is damaged, and says so", async (t) => {
    const rig = await built(t)
    const database = new DatabaseSync(indexOf(rig))
    database.prepare("UPDATE blob SET bytes = ? WHERE digest = ?").run(Buffer.from("forged\n"), digestOf("base\n"))
    database.close()
    await runsAgain(rig, /^slipway: a cached result is forgotten, and its job runs again: a file of it is damaged$/m)
  })

  it("begins anew where the whole index is something else", async (t) => {
    const rig = await built(t)
    writeFileSync(indexOf(rig), "no database".repeat(1000))
    await runsAgain(rig, /^slipway: the cache of jobs is damaged, and begins anew: /m)
  })

  const file = { kind: "file", executable: true, digest: digestOf("base\n") } as const
  const hostile: Record<string, readonly CachedOutput[]> = {
    "with a path upwards": [{ ...file, path: "../../../pwned" }],
    "with an absolute path": [{ ...file, path: "/tmp/slipway-pwned" }],
    "that writes through a link": [
      { kind: "link", path: "link", target: "../../.." },
      { ...file, path: "link/pwned" },
    ],
  }
  for (const [what, outputs] of Object.entries(hostile)) {
    it(`writes nothing outside of the checkout for a hostile entry ${what}`, async (t) => {
      const rig = await built(t)
      const database = new DatabaseSync(indexOf(rig))
      for (const { key } of database.prepare("SELECT key FROM entry").all()) {
        const entry = { result: sampleResult(), outputs, log: digestOf("") }
        const { body, digest } = encodeEntry(String(key) as Digest, entry)
        database.prepare("UPDATE entry SET body = ?, digest = ? WHERE key = ?").run(body, digest, String(key))
      }
      database.close()
      await runsAgain(rig, /^slipway: a cached result is forgotten, and its job runs again: its record is damaged$/m)
      const everything = readdirSync(join(rig.folder, ".."), { recursive: true, encoding: "utf8" })
      assert.deepEqual(
        everything.filter((path) => path.endsWith("pwned")),
        [],
      )
      assert(!existsSync("/tmp/slipway-pwned"))
    })
  }
})
