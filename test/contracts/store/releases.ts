import assert from "node:assert/strict"
import { it } from "node:test"
import { digestOf, hexOf } from "../../../src/core/shared/digest.ts"
import { race, type WithStores } from "../store-contract.ts"
import { COMMIT, newRun, recordRelease, releaseName } from "../store-samples.ts"

export function testReleases(withStores: WithStores): void {
  it(
    "keeps one release with all its provenances",
    withStores(async (store) => {
      const first = await recordRelease(store)
      const other = await recordRelease(store, "other")
      assert.equal(await recordRelease(store), first)
      const { releases } = store
      assert.deepEqual(
        (await releases.latest(10)).map(({ digest }) => digest),
        [other, first],
      )
      assert.deepEqual((await releases.get(first))?.manifest.project, "shop")
      assert.equal(await releases.get(digestOf("unknown")), undefined)
      assert.deepEqual(
        (await releases.provenance(first)).map(({ run }) => run),
        [3, 1],
      )
      assert.deepEqual(
        (await releases.byCommit(COMMIT)).map(({ release }) => release),
        [first, other, first],
      )
    }),
  )
  it(
    "records the same provenance once",
    withStores(async (store) => {
      const digest = await recordRelease(store)
      const [release, [provenance]] = [await store.releases.get(digest), await store.releases.provenance(digest)]
      assert.ok(release && provenance)
      await store.releases.record({ ...release, createdAt: 1 }, { ...provenance, at: 1 })
      assert.deepEqual(await store.releases.get(digest), release)
      assert.deepEqual(await store.releases.provenance(digest), [provenance])
    }),
  )
  it(
    "finds releases by the beginning of their digest",
    withStores(async (store) => {
      const digest = await recordRelease(store)
      const found = async (hex: string) => (await store.releases.byPrefix(hex)).map((release) => release.digest)
      assert.deepEqual(await found(hexOf(digest).slice(0, 7)), [digest])
      assert.deepEqual(await found(hexOf(digest)), [digest])
      for (const hex of ["", "%", "_", "A", "0".repeat(20), `${hexOf(digest)}0`]) assert.deepEqual(await found(hex), [])
    }),
  )
  it(
    "never moves a name",
    withStores(async (store) => {
      const { releases } = store
      const digest = await recordRelease(store)
      const other = await recordRelease(store, "other")
      const name = releaseName(digest)
      assert.equal(await releases.addName(name), true)
      assert.equal(await releases.addName({ ...name, person: "alice", createdAt: 1 }), true)
      assert.equal(await releases.addName(releaseName(other)), false)
      assert.equal(await releases.addName(releaseName(digest, { commit: "d".repeat(40) })), false)
      assert.deepEqual(await releases.findName(name.name), name)
      await releases.completeName(name.name)
      assert.deepEqual(await releases.names(), [{ ...name, complete: true }])
      assert.deepEqual(await releases.names(other), [])
      assert.equal(await releases.findName("v2"), undefined)
    }),
  )
  it(
    "drops only a name that is not complete",
    withStores(async (store) => {
      const { releases } = store
      const name = releaseName(await recordRelease(store))
      await releases.addName(name)
      await releases.dropName(name.name)
      assert.equal(await releases.findName(name.name), undefined)
      await releases.addName(name)
      await releases.completeName(name.name)
      await releases.dropName(name.name)
      assert.deepEqual(await releases.findName(name.name), { ...name, complete: true })
    }),
  )
  it(
    "gives a name to one of those who race for it",
    withStores(async (store, all) => {
      const digests = await Promise.all(
        Array.from({ length: 20 }, (_, index) => recordRelease(store, `project${index}`)),
      )
      const won = await race(all, (one, index) => one.releases.addName(releaseName(digests[index] ?? digestOf(""))))
      assert.equal(won.filter(Boolean).length, 1)
      assert.equal((await store.releases.findName("v1.0.0"))?.release, digests[won.indexOf(true)])
    }),
  )
  it(
    "refuses a provenance without its run or release",
    withStores(async (store) => {
      const digest = await recordRelease(store)
      const release = await store.releases.get(digest)
      assert.ok(release)
      const provenance = { release: digest, commit: COMMIT, ref: null, run: 99, event: null, at: 1 }
      await assert.rejects(store.releases.record(release, provenance))
      const { id } = await store.runs.create(newRun())
      await assert.rejects(store.releases.record(release, { ...provenance, run: id, release: digestOf("unknown") }))
      await assert.rejects(store.releases.addName(releaseName(digestOf("unknown"))))
    }),
  )
}
