import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, it, type TestContext } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import fc from "fast-check"
import { decodeEntry, ENTRY_FORMAT } from "../../src/adapters/job-cache/cache-entry.ts"
import { CacheStore } from "../../src/adapters/job-cache/cache-store.ts"
import { isDigest } from "../../src/core/shared/digest.ts"
import { jobEnds } from "../support/job-ends.ts"
import { outputOf, RunRig } from "../support/run-rig.ts"

/** Outputs of every size: in the index, in files, many, and enough to take a while. */
const PROJECT = `version: 1
project: demo
packages:
  base:
    directory: base
    jobs:
      build:
        run: |
          mkdir -p dist
          for n in 1 2 3 4 5 6 7 8; do yes "$(cat src) $n" | head -c 3000000 > dist/large$n; done
          for n in 1 2 3 4 5 6 7 8 9; do echo "$(cat src) $n" > dist/small$n; done
          echo done
        outputs: [dist]
  mid:
    directory: mid
    jobs: { build: { run: "cat ../base/dist/* src > out", needs: ["base:build"], outputs: [out] } }
  top:
    directory: top
    jobs: { check: { run: "cat ../base/dist/* ../mid/out src | sha256sum", needs: ["mid:build"] } }
`
const JOBS = ["base:build", "mid:build", "top:check"]

type Sources = Readonly<Record<"base" | "mid" | "top", string>>

function expectedSum({ base, mid, top }: Sources): string {
  const large = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${base} ${n}\n`.repeat(3_000_000).slice(0, 3_000_000))
  const small = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${base} ${n}\n`)
  const dist = [...large, ...small].join("")
  return createHash("sha256").update(dist).update(dist).update(mid).update(top).digest("hex")
}

class KillRig {
  readonly rig: RunRig
  sources: Sources = { base: "base 0", mid: "mid 0", top: "top 0" }

  constructor(t: TestContext) {
    this.rig = RunRig.withFiles(t, { "slipway.yaml": PROJECT, ...this.#files() })
  }

  change(more: Partial<Sources>): void {
    this.sources = { ...this.sources, ...more }
    this.rig.commit(this.#files())
  }

  /** After a kill: what is left is right, the next run is right, and the one after it finds everything. */
  async isRight(what: string): Promise<void> {
    assertWholeCache(this.rig, what)
    // So that the last job runs, and reads what the others left or what was put in place for them.
    this.change({ top: `${this.sources.top}+` })
    const next = await this.rig.slipway("run")
    assert.equal(next.status, 0, `${what}\n${next.stdout}${next.stderr}`)
    assert.doesNotMatch(next.stderr, /cache/, `${what}: nothing is damaged`)
    assert.deepEqual(outputOf("top:check", next.stdout), [`${expectedSum(this.sources)}  -`], what)
    assertWholeCache(this.rig, what)
    const last = await this.rig.slipway("run")
    assert.deepEqual(jobEnds(last.stdout), Object.fromEntries(JOBS.map((job) => [job, "restored"])), what)
    assert.deepEqual(this.rig.leftovers(), [], what)
  }

  #files(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.sources).map(([name, text]) => [`${name}/src`, text]))
  }
}

/** Every entry is one, with all that it names; and nothing is half there. */
function assertWholeCache({ folder }: RunRig, what: string): void {
  const store = join(folder, ".slipway", "cache", "jobs", ENTRY_FORMAT)
  if (!existsSync(join(store, "index.db"))) return
  const database = new DatabaseSync(join(store, "index.db"))
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'entry_blob'").get()
  assert.deepEqual(
    database
      .prepare("PRAGMA integrity_check")
      .all()
      .map((row) => row.integrity_check),
    ["ok"],
    what,
  )
  const keys =
    tables?.n === 1
      ? database
          .prepare("SELECT key FROM entry")
          .all()
          .map((row) => String(row.key))
      : []
  database.close()
  const cache = new CacheStore(store)
  for (const stored of cache.find(keys)) {
    const entry = decodeEntry(stored)
    assert(entry, what)
    const blobs = entry.outputs.flatMap((output) => (output.kind === "file" ? [output.digest] : []))
    for (const digest of [...blobs, entry.log]) assert(isDigest(digest) && cache.blob(digest), what)
  }
  cache.close()
}

describe("slipway run that is killed", () => {
  const first = ["run > 3 jobs", "base:build > started", "base:build | done", "base:build > succeeded"]
  const points = [...first, "mid:build > succeeded", "top:check | ", "run succeeded"]
  it("leaves no half result, wherever it was: by what it says", async (t) => {
    const killed = new KillRig(t)
    for (const [index, point] of points.entries()) {
      killed.change({ base: `base ${index + 1}` })
      const run = killed.rig.start(["run"])
      await run.waitFor(point)
      run.process.kill("SIGKILL")
      await run.ended
      await killed.isRight(point)
    }
  })

  it("leaves no half result while it puts in place what is known", async (t) => {
    const killed = new KillRig(t)
    assert.equal((await killed.rig.slipway("run")).status, 0)
    for (const point of ["run > 3 jobs", "base:build > restored", "mid:build > started", "mid:build > succeeded"]) {
      killed.change({ mid: `${killed.sources.mid}+` })
      const run = killed.rig.start(["run"])
      await run.waitFor(point)
      run.process.kill("SIGKILL")
      await run.ended
      await killed.isRight(point)
    }
  })

  it("leaves no half result, at random times", async (t) => {
    const killed = new KillRig(t)
    const begun = Date.now()
    killed.change({ base: "base first" })
    assert.equal((await killed.rig.slipway("run")).status, 0)
    const whole = Date.now() - begun
    const [seed = 0] = fc.sample(fc.nat(), 1)
    const choices = fc.sample(fc.record({ part: fc.double({ min: 0, max: 1, noNaN: true }), isWarm: fc.boolean() }), {
      seed,
      numRuns: 1000,
    })
    for (const [index, { part, isWarm }] of choices.entries()) {
      if (Date.now() - begun > 30_000 && index >= 3) break
      killed.change(isWarm ? { mid: `mid r${index}` } : { base: `base r${index}` })
      const run = killed.rig.start(["run"])
      await wait(part * whole)
      run.process.kill("SIGKILL")
      await run.ended
      await killed.isRight(`seed ${seed}, kill ${index}, after ${Math.round(part * whole)} ms`)
    }
  })
})
