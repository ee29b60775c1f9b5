import assert from "node:assert/strict"
import { it } from "node:test"
import { race, type WithStores } from "../store-contract.ts"
import { COMMIT, NOW, newEvent } from "../store-samples.ts"

const LATER = "d".repeat(40)

export function testEvents(withStores: WithStores): void {
  it(
    "accepts what moves a ref from where it was seen last",
    withStores(async ({ events }) => {
      const created = newEvent()
      const moved = newEvent({ before: COMMIT, after: LATER, commit: LATER, person: "alice" })
      const accepted = await events.accept([created, moved])
      assert.deepEqual(accepted, [
        { seq: accepted[0]?.seq, ...created, status: "accepted", note: null },
        { seq: accepted[1]?.seq, ...moved, status: "accepted", note: null },
      ])
      assert.ok((accepted[0]?.seq ?? 0) < (accepted[1]?.seq ?? 0))
      assert.deepEqual([...(await events.refs())], [["refs/heads/main", LATER]])
      assert.deepEqual(await events.pending(), accepted)
    }),
  )
  it(
    "leaves out what somebody else recorded, and goes on with the rest",
    withStores(async ({ events }) => {
      await events.accept([newEvent()])
      const other = newEvent({ ref: "refs/tags/v1" })
      const accepted = await events.accept([newEvent(), other])
      assert.deepEqual(
        accepted.map(({ ref }) => ref),
        ["refs/tags/v1"],
      )
      assert.equal((await events.pending()).length, 2)
    }),
  )
  it(
    "forgets a deleted ref",
    withStores(async ({ events }) => {
      await events.accept([newEvent(), newEvent({ before: COMMIT, after: null, commit: null })])
      assert.deepEqual([...(await events.refs())], [])
      assert.equal((await events.accept([newEvent()])).length, 1)
    }),
  )
  it(
    "accepts an event once, however many try",
    withStores(async ({ events }, all) => {
      const accepted = await race(all, (store) => store.events.accept([newEvent()]))
      assert.equal(accepted.flat().length, 1)
      assert.equal((await events.pending()).length, 1)
    }),
  )
  it(
    "numbers events in the order in which they become visible",
    withStores(async ({ events }, all) => {
      const seen: number[] = []
      let racing = true
      const watching = (async () => {
        while (racing) {
          for (const { seq } of await events.pending()) if (!seen.includes(seq)) seen.push(seq)
        }
      })()
      await race(all, (store, index) => store.events.accept([newEvent({ ref: `refs/heads/${index}` })]))
      racing = false
      await watching
      assert.deepEqual(
        seen,
        [...seen].sort((a, b) => a - b),
      )
    }),
  )
  it(
    "finishes an event once",
    withStores(async ({ events }) => {
      const [event] = await events.accept([newEvent()])
      assert.ok(event)
      await events.finish(event.seq, "handled", "built")
      await events.finish(event.seq, "errored", "too late")
      assert.deepEqual(await events.get(event.seq), { ...event, status: "handled", note: "built" })
      assert.deepEqual(await events.pending(), [])
      assert.equal(await events.get(event.seq + 1), undefined)
    }),
  )
  it(
    "finds what moved branches to commits, and what came first",
    withStores(async ({ events }) => {
      const [other, third] = ["d".repeat(40), "e".repeat(40)]
      const to = (ref: string, before: string | null, commit: string) =>
        newEvent({ ref, before, after: commit, commit })
      const accepted = [
        ...(await events.accept([to("refs/heads/main", null, COMMIT), to("refs/heads/topic", null, other)])),
        ...(await events.accept([to("refs/heads/main", COMMIT, other), to("refs/tags/v1", null, COMMIT)])),
      ]
      const found = async (...commits: readonly string[]) => (await events.toCommits(commits)).map(({ seq }) => seq)
      const [main, topic, merged] = accepted.map(({ seq }) => seq)
      assert.deepEqual(await found(other, COMMIT, third), [main, topic, merged])
      assert.deepEqual(await found(COMMIT), [main])
      assert.deepEqual(await found(), [])
      const many = Array.from({ length: 1200 }, (_, index) => index.toString(16).padStart(40, "0"))
      assert.deepEqual(await found(...many, other), [topic, merged])
      assert.deepEqual(await events.firstOf("refs/heads/main"), accepted[0])
      assert.equal(await events.firstOf("refs/heads/none"), undefined)
    }),
  )
  it(
    "knows who moves a ref until the event has it",
    withStores(async ({ events }) => {
      const hostile = "refs/heads/$(touch pwned)'\"; drop table pusher;--"
      await events.recordPusher(hostile, COMMIT, "bob")
      await events.recordPusher(hostile, COMMIT, "alice")
      await events.recordPusher(hostile, null, "carol")
      assert.equal(await events.pusherOf(hostile, COMMIT), "alice")
      assert.equal(await events.pusherOf(hostile, null), "carol")
      assert.equal(await events.pusherOf("refs/heads/main", COMMIT), null)
      await events.accept([newEvent({ ref: hostile, person: "alice" })])
      assert.equal(await events.pusherOf(hostile, COMMIT), null)
    }),
  )
  it(
    "keeps text that a database or UTF-8 cannot hold readable",
    withStores(async ({ events }) => {
      const ref = "refs/heads/nul\u0000 lone\ud800 ünï \u{1f6a2}"
      const [event] = await events.accept([newEvent({ ref, acceptedAt: NOW })])
      assert.equal(event?.ref, "refs/heads/nul\ufffd lone\ufffd ünï \u{1f6a2}")
    }),
  )
}
