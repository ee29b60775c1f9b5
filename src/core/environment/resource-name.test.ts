import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { keyPrefix, parseResourceLabel, resourceLabel, resourceName, tablePrefix } from "./resource-name.ts"

const names = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
const owners = fc.record({ server: fc.stringMatching(/^[0-9a-f]{16}$/), environment: names, resource: names })

test("derived names need no quotes, fit 63 bytes with room, and differ wherever owners do", () => {
  const several = fc.uniqueArray(owners, { minLength: 2, maxLength: 20, selector: resourceLabel })
  fc.assert(
    fc.property(several, (all) => {
      for (const derive of [resourceName, tablePrefix, keyPrefix]) {
        assert.equal(new Set(all.map(derive)).size, all.length)
      }
      for (const owner of all) {
        assert.match(resourceName(owner), /^[a-z][a-z0-9_]{1,46}$/)
        assert.match(tablePrefix(owner), /^[a-z][a-z0-9_]{1,21}$/)
      }
    }),
  )
})

test("a label is read by its own server only", () => {
  fc.assert(
    fc.property(owners, (owner) => {
      assert.deepEqual(parseResourceLabel(owner.server, resourceLabel(owner)), { ...owner })
      assert.equal(parseResourceLabel("other", resourceLabel(owner)), undefined)
    }),
  )
  for (const label of ["", "slipway/s/e", "slipway/s/e/r/x", "other/s/e/r", "slipway/s//r"]) {
    assert.equal(parseResourceLabel("s", label), undefined, label)
  }
})
