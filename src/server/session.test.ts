import assert from "node:assert/strict"
import { test } from "node:test"
import { csrfTokenOf, openSession, sealSession } from "./session.ts"

const key = Buffer.alloc(32, 1)
const session = { tokenHash: "ab".repeat(32), expiresAt: 2000 }
const sealed = sealSession(key, session)

test("a session is known until it ends", () => {
  assert.deepEqual(openSession(key, sealed, 1999), session)
  assert.equal(openSession(key, sealed, 2000), null)
})

for (const [what, text] of [
  ["another's token", sealed.replace("ab", "cd")],
  ["a later end", sealed.replace(".2000.", ".9000.")],
  ["another seal", `${sealed.slice(0, -2)}AA`],
  ["a seal that is cut short", sealed.slice(0, -1)],
  ["no seal", `${session.tokenHash}.2000.`],
  ["a seal for something else", sealed.replace(/[^.]+$/, csrfTokenOf(key, `${session.tokenHash}.2000`))],
  ["nothing", ""],
] as const) {
  test(`a session with ${what} is none`, () => assert.equal(openSession(key, text, 0), null))
}

test("nobody else's key opens it", () => assert.equal(openSession(Buffer.alloc(32, 2), sealed, 0), null))

test("sessions that differ have different tokens for changes", () => {
  const later = sealSession(key, { ...session, expiresAt: 3000 })
  assert.notEqual(csrfTokenOf(key, sealed), csrfTokenOf(key, later))
})
