import assert from "node:assert/strict"
import { test } from "node:test"
import { approximateSize, formatSize } from "./size.ts"

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

test("sizes for people have one digit behind the point", () => {
  const cases: [number, string][] = [
    [0, "0 bytes"],
    [1023, "1023 bytes"],
    [1024, "1.0 KiB"],
    [3.44 * 1024 ** 2, "3.4 MiB"],
    [5 * 1024 ** 4, "5120.0 GiB"],
  ]
  for (const [bytes, text] of cases) assert.equal(approximateSize(bytes), text)
})
