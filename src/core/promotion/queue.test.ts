import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { inCommitOrder, type Queued, supersededBy, turnedAwayBy } from "./queue.ts"

const waits = (id: number, order: number): Queued => ({ id, order, state: "waiting" })
const deploys = (id: number, order: number): Queued => ({ id, order, state: "deploying" })

it("a queue is in the order of commits, and of asking for the same one", () => {
  const queue = [waits(1, 9), waits(4, 3), waits(2, 3), deploys(3, 5)]
  assert.deepEqual(
    inCommitOrder(queue).map(({ id }) => id),
    [2, 4, 3, 1],
  )
})

describe("the newest candidate", () => {
  interface Case {
    readonly what: string
    readonly queue: readonly Queued[]
    /** Ids of those that will not enter as they are. */
    readonly out?: readonly number[]
    readonly by?: number
    readonly superseded?: readonly number[]
  }
  const cases: readonly Case[] = [
    { what: "alone", queue: [waits(1, 1)] },
    { what: "takes the place of an older one", queue: [waits(1, 1), waits(2, 2)], by: 2, superseded: [1] },
    { what: "was asked for first", queue: [waits(1, 2), waits(2, 1)], by: 1, superseded: [2] },
    { what: "of the same commit takes nobody's place", queue: [waits(1, 1), waits(2, 1)] },
    { what: "has failed", queue: [waits(1, 1), waits(2, 2)], out: [2] },
    {
      what: "has failed, and another one is newer than the rest",
      queue: [waits(1, 1), waits(2, 2), waits(3, 3)],
      out: [3],
      by: 2,
      superseded: [1],
    },
    { what: "is being deployed", queue: [waits(1, 1), deploys(2, 2)], out: [1, 2], by: 2, superseded: [1] },
    { what: "leaves what is being deployed", queue: [deploys(1, 1), waits(2, 2), waits(3, 3)], by: 3, superseded: [2] },
  ]
  for (const { what, queue, out = [], by, superseded = [] } of cases) {
    it(what, () => {
      const answer = supersededBy(queue, ({ id }) => !out.includes(id))
      assert.equal(answer?.by.id, by)
      assert.deepEqual(answer?.superseded.map(({ id }) => id) ?? [], superseded)
    })
  }

  it("never takes the place of a newer one, nor of one that is being deployed, and leaves nothing older waiting", () => {
    const queued = fc.record({ order: fc.nat(5), state: fc.constantFrom("waiting", "deploying"), isIn: fc.boolean() })
    fc.assert(
      fc.property(fc.array(queued, { maxLength: 6 }), (list) => {
        const queue = list.map((one, id) => ({ id, ...one }))
        const answer = supersededBy(queue, ({ isIn }) => isIn)
        const best = Math.max(
          -1,
          ...queue.filter(({ isIn, state }) => isIn || state === "deploying").map(({ order }) => order),
        )
        const expected = queue.filter(({ order, state }) => state === "waiting" && order < best).map(({ id }) => id)
        assert.deepEqual(answer?.superseded.map(({ id }) => id) ?? [], expected)
      }),
    )
  })
})

describe("while one is being deployed", () => {
  const queue = [waits(1, 1), deploys(2, 2), waits(3, 3)]

  it("those that could enter are turned away, and those that wait for a gate stay", () => {
    const answer = turnedAwayBy(queue, ({ id }) => id === 3)
    assert.equal(answer?.by.id, 2)
    assert.deepEqual(answer?.turnedAway, [waits(3, 3)])
    assert.equal(
      turnedAwayBy(queue, () => false),
      undefined,
    )
  })

  it("it is not turned away itself, and nobody is where none is", () => {
    assert.deepEqual(turnedAwayBy(queue, () => true)?.turnedAway, [waits(1, 1), waits(3, 3)])
    assert.equal(
      turnedAwayBy([waits(1, 1)], () => true),
      undefined,
    )
  })
})
