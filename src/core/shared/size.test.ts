import assert from "node:assert/strict"
import { test } from "node:test"
import { formatSize } from "./size.ts"

test("sizes are written as definitions write them", () => {
  const cases: [number, string][] = [
    [64 * 1024 ** 2, "64MiB"],
    [2 * 1024 ** 3, "2GiB"],
    [1536 * 1024 ** 2, "1536MiB"],
    [512 * 1024, "512KiB"],
    [1000, "1000 bytes"],
    [1025 * 1024 + 1, "1049601 bytes"],
  ]
  for (const [bytes, text] of cases) assert.equal(formatSize(bytes), text)
})
