import assert from "node:assert/strict"
import { test } from "node:test"
import { SESSION_COOKIE, withoutSession } from "./session-cookie.ts"

for (const [header, left] of [
  [`${SESSION_COOKIE}=abc`, null],
  [`a=1; ${SESSION_COOKIE}=abc; b=2`, "a=1; b=2"],
  [`a=1;${SESSION_COOKIE} =abc;${SESSION_COOKIE}=def`, "a=1"],
  [`x${SESSION_COOKIE}=1; ${SESSION_COOKIE}x=2`, `x${SESSION_COOKIE}=1; ${SESSION_COOKIE}x=2`],
  [`a=${SESSION_COOKIE}=1`, `a=${SESSION_COOKIE}=1`],
] as const) {
  test(`${header} → ${left}`, () => assert.equal(withoutSession(header), left))
}
