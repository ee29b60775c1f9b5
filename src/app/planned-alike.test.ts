import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { SourceFile } from "../core/evidence/source-inputs.ts"
import { isPlannedAlike, isSameText } from "./planned-alike.ts"

const file = (path: string, content: string): SourceFile => ({ path, mode: "100644", oid: content.repeat(40) })
const files = [file("a.ts", "1"), file("b.ts", "1"), file("slipway.yaml", "1")]
const before = { ref: "refs/heads/main", files, affected: null }
const edited = (path: string) => files.map((one) => (one.path === path ? { ...one, oid: "2".repeat(40) } : one))

describe("files are planned as others were", () => {
  const alike = (ref: string | null, now: readonly SourceFile[]) => isPlannedAlike(before, ref, now)

  it("where only what they hold differs", () => {
    assert(alike("refs/heads/main", files))
    assert(alike("refs/heads/main", edited("a.ts")))
  })

  it("but not where the definition, the ref or a name differs", () => {
    assert(!alike("refs/heads/main", edited("slipway.yaml")))
    assert(!alike("refs/heads/other", files))
    assert(!alike(null, files))
    assert(!alike("refs/heads/main", files.slice(1)))
    assert(!alike("refs/heads/main", [...files, file("z.ts", "1")]))
    assert(!alike("refs/heads/main", [file("a.ts", "1"), file("c.ts", "1"), file("slipway.yaml", "1")]))
  })

  it("but not where the earlier plan was limited to what was affected", () => {
    const affected = { jobs: [] }
    assert(!isPlannedAlike({ ...before, affected }, "refs/heads/main", files))
  })
})

it("texts are the same where all of them are", () => {
  const texts = new Map([["a", "1"]])
  assert(isSameText(texts, new Map([["a", "1"]])))
  assert(!isSameText(texts, new Map([["a", "2"]])))
  assert(!isSameText(texts, new Map([["b", "1"]])))
  assert(!isSameText(texts, new Map([...texts, ["b", "1"]])))
  assert(!isSameText(texts, new Map()))
})
