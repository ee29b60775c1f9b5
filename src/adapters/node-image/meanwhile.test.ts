import assert from "node:assert/strict"
import { test } from "node:test"
import { Meanwhile } from "./meanwhile.ts"

test("the end waits for all work, and failures are told to whoever awaits the result", async () => {
  const told: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const ended = (async () => {
    await using meanwhile = new Meanwhile()
    meanwhile.do(promise.then(() => told.push("tidied")))
    meanwhile.do(Promise.reject(new Error("nobody asks")))
    assert.equal(await meanwhile.do(Promise.resolve("result")), "result")
    await assert.rejects(meanwhile.do(Promise.reject(new Error("asked"))), /asked/)
    told.push("worked")
  })().then(() => told.push("ended"))
  while (!told.includes("worked")) await new Promise(setImmediate)
  resolve()
  await ended
  assert.deepEqual(told, ["worked", "tidied", "ended"])
})
