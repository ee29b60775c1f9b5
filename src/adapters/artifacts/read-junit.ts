import { SaxesParser } from "saxes"
import type { TestResults } from "../../core/evidence/test-results.ts"
import { BadReport } from "./bad-report.ts"
import { JunitTests } from "./junit-tests.ts"
import { oneLine } from "./one-line.ts"
import type { Locate } from "./report-location.ts"
import type { ReportReading } from "./report-reading.ts"

/** Colours, and characters that XML cannot hold (XML 1.0, 2.2): tools write both in messages, and neither is markup. */
const ESCAPE = "\u001b"
const COLOUR = new RegExp(`${ESCAPE}\\[[0-9;:]*m`, "g")
const NOT_XML = /[[\p{Cc}\uFFFE\uFFFF]--[\t\n\r]]/gv

/**
 * Test results in JUnit's XML, as all the tools that speak it write it: whatever is not known is passed over, but it must
 * be well-formed. The parser knows no entity but XML's own five, so that none can grow or read a file.
 */
export function readJunit(text: string, locate: Locate): ReportReading<TestResults> {
  const tests = new JunitTests(locate)
  const parser = new SaxesParser()
  parser.on("error", (error) => {
    throw new BadReport(`is not well-formed XML, or cut off: ${oneLine(error.message, 100)}`)
  })
  parser.on("opentag", ({ name, attributes }) => tests.open(localName(name), attributes))
  parser.on("text", (part) => tests.text(part))
  parser.on("cdata", (part) => tests.text(part))
  parser.on("closetag", ({ name }) => tests.close(localName(name)))
  try {
    parser.write(text.replace(COLOUR, "").replace(NOT_XML, "\uFFFD")).close()
  } catch (error) {
    if (error instanceof BadReport) return { problem: error.message }
    throw error
  }
  return tests.results
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1)
}
