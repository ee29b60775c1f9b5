import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { decodeReport } from "./decode-report.ts"

const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>é</a>`
const marked = (mark: readonly number[], bytes: Buffer) => Buffer.concat([Buffer.from(mark), bytes])

describe("the text of a report", () => {
  const cases: [string, Buffer, string | undefined][] = [
    ["is UTF-8 by itself", Buffer.from("é"), "é"],
    ["may have a mark", marked([0xef, 0xbb, 0xbf], Buffer.from("é")), "é"],
    ["is UTF-16 by its mark", marked([0xff, 0xfe], Buffer.from("é", "utf16le")), "é"],
    ["is UTF-16 by its mark, the other way round", Buffer.from([0xfe, 0xff, 0x00, 0xe9]), "é"],
    ["is what XML declares", Buffer.from(xml("ISO-8859-1"), "latin1"), xml("ISO-8859-1")],
    ["is none where it is not UTF-8", Buffer.from([0x61, 0xff]), undefined],
    ["is none where it is not what XML declares", Buffer.from(xml("utf-8"), "latin1"), undefined],
    ["is none in an encoding that nobody knows", Buffer.from(xml("klingon")), undefined],
    ["is none in one that can hide markup", Buffer.from(xml("iso-2022-kr")), undefined],
  ]
  for (const [name, bytes, expected] of cases) it(name, () => assert.equal(decodeReport(bytes), expected))
})
