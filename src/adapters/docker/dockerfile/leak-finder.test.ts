import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { LeakFinder } from "./leak-finder.ts"

const SECRETS = { TOKEN: "abcabd", KEY: "\nxyz-é\n" }

function find(chunks: readonly Buffer[]): string | undefined {
  const finder = new LeakFinder(SECRETS)
  for (const chunk of chunks) {
    const found = finder.push(chunk)
    if (found !== undefined) return found
  }
  return undefined
}

describe("a secret in a stream", () => {
  it("is found exactly where it is, however the stream is cut", () => {
    const text = fc
      .array(fc.constantFrom("abc", "abd", "ab", "d", "xyz", "-é", "\n"), { maxLength: 12 })
      .map((parts) => parts.join(""))
    const property = fc.property(text, fc.array(fc.nat({ max: 40 }), { maxLength: 8 }), (content, cuts) => {
      const bytes = Buffer.from(content)
      const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
      const isThere = content.includes("abcabd") || content.includes("xyz-é")
      assert.equal(find(chunks) !== undefined, isThere)
    })
    fc.assert(property, { numRuns: 3000 })
  })

  it("is named", () => {
    assert.equal(find([Buffer.from("..abca"), Buffer.from("bd..")]), "TOKEN")
    assert.equal(find([Buffer.from("xyz-é")]), "KEY")
    assert.equal(new LeakFinder({}).push(Buffer.from("abcabd")), undefined)
  })
})
