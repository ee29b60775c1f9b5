import assert from "node:assert/strict"
import { test } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { fail, ok } from "../../core/shared/result.ts"
import { WhileUnchanged } from "./while-unchanged.ts"

test("an answer holds while its stamp does", async () => {
  let stamp: string | undefined = "one"
  let asked = 0
  const answer = new WhileUnchanged(
    () => stamp,
    async () => ok(++asked),
  )
  assert.equal(valueFrom(await answer.get()), 1)
  assert.equal(valueFrom(await answer.get()), 1)
  stamp = "two"
  assert.equal(valueFrom(await answer.get()), 2)
  stamp = undefined
  assert.equal(valueFrom(await answer.get()), 3)
  assert.equal(valueFrom(await answer.get()), 4)
  stamp = "two"
  assert.equal(valueFrom(await answer.get()), 5, "what was known before a time without stamps may be over")
})

test("what changes while an answer is given is asked for again", async () => {
  let stamp = "one"
  const answer = new WhileUnchanged(
    () => stamp,
    async () => {
      const before = stamp
      stamp = "two"
      return ok(before)
    },
  )
  assert.equal(valueFrom(await answer.get()), "one")
  assert.equal(valueFrom(await answer.get()), "two")
})

test("a failure is asked for again", async () => {
  let asked = 0
  const answer = new WhileUnchanged(
    () => "one",
    async () => (++asked === 1 ? fail("git-failed", "no") : ok("yes")),
  )
  failureFrom(await answer.get(), "git-failed")
  assert.equal(valueFrom(await answer.get()), "yes")
})
