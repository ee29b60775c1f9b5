import assert from "node:assert/strict"
import { test } from "node:test"
import { NextAnswer } from "./next-answer.ts"

test("many who ask at once share an answer that begins after they asked", async () => {
  const pending: { resolve: (value: string) => void; reject: (error: Error) => void }[] = []
  const answers = new NextAnswer<string>(() => new Promise((resolve, reject) => pending.push({ resolve, reject })))
  const first = answers.get()
  const late = [answers.get(), answers.get(), answers.get()]
  assert.equal(pending.length, 1)
  pending[0]?.resolve("before")
  assert.equal(await first, "before")
  await new Promise(setImmediate)
  assert.equal(pending.length, 2)
  const later = answers.get()
  pending[1]?.resolve("after")
  assert.deepEqual(await Promise.all(late), ["after", "after", "after"])
  await new Promise(setImmediate)
  pending[2]?.reject(new Error("git is gone"))
  await assert.rejects(later, /git is gone/)
  const again = answers.get()
  pending[3]?.resolve("back")
  assert.equal(await again, "back")
})
