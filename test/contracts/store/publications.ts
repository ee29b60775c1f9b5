import assert from "node:assert/strict"
import { it } from "node:test"
import { type Digest, digestOf } from "../../../src/core/shared/digest.ts"
import type { NewPublication } from "../../../src/ports/store/publication-store.ts"
import { race, type WithStores } from "../store-contract.ts"
import { NOW, newEvent, recordRelease } from "../store-samples.ts"

function newPublication(release: Digest, change: Partial<NewPublication> = {}): NewPublication {
  const usual = { service: "web", image: digestOf("web"), tag: "main-1", moves: true, event: null, createdAt: NOW }
  return { release, ...usual, ...change }
}

export function testPublications(withStores: WithStores): void {
  it(
    "asks once for an image under a tag of a service",
    withStores(async (store) => {
      const { publications } = store
      const release = await recordRelease(store)
      const first = await publications.request(newPublication(release))
      assert.deepEqual(first, {
        ...newPublication(release),
        ...{ id: first.id, state: "waiting", attempts: 0, notBefore: NOW, note: null },
      })
      assert.deepEqual(await publications.request(newPublication(release, { createdAt: NOW + 1 })), first)
      const others = [{ service: "api" }, { tag: "v1.0.0", moves: false }, { image: digestOf("other") }]
      for (const other of others) await publications.request(newPublication(release, other))
      const waiting = await publications.waiting()
      assert.equal(waiting.length, 4)
      assert.deepEqual(
        waiting.map(({ moves }) => moves),
        [true, true, false, true],
      )
    }),
  )
  it(
    "keeps what came of it",
    withStores(async (store) => {
      const { publications } = store
      const release = await recordRelease(store)
      const [a, b] = [
        await publications.request(newPublication(release)),
        await publications.request(newPublication(release, { service: "api" })),
      ]
      await publications.update(a.id, { attempts: 1, notBefore: NOW + 5000, note: "down" })
      assert.deepEqual((await publications.waiting())[0], { ...a, attempts: 1, notBefore: NOW + 5000, note: "down" })
      await publications.update(a.id, { state: "published", note: "there" })
      await publications.update(b.id, { state: "refused", note: "taken" })
      await publications.update(b.id, {})
      assert.deepEqual(await publications.waiting(), [])
      const ended = await publications.latest(["published", "refused"], 10)
      assert.deepEqual(
        ended.map(({ id, state, note }) => [id, state, note]),
        [
          [b.id, "refused", "taken"],
          [a.id, "published", "there"],
        ],
      )
      assert.equal((await publications.latest(["published", "refused"], 1)).length, 1)
      assert.deepEqual(await publications.latest([], 10), [])
      assert.equal(
        (await publications.request(newPublication(release))).state,
        "published",
        "it is not asked for again",
      )
    }),
  )
  it(
    "finds those of a git event",
    withStores(async (store) => {
      const release = await recordRelease(store)
      const [event] = await store.events.accept([newEvent()])
      assert.ok(event)
      const asked = await store.publications.request(newPublication(release, { event: event.seq }))
      await store.publications.request(newPublication(release, { service: "api" }))
      assert.deepEqual(await store.publications.ofEvent(event.seq), [asked])
    }),
  )
  it(
    "lets twenty ask at once, and makes one of it",
    withStores(async (store, all) => {
      const release = await recordRelease(store)
      const asked = await race(all, (one) => one.publications.request(newPublication(release)))
      assert.equal(new Set(asked.map(({ id }) => id)).size, 1)
    }),
  )
}
