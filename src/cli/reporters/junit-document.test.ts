import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { JunitRecorder } from "./junit-recorder.ts"
import { jobEnded, jobOutput, jobStarted, runEnded, runStarted } from "./testing/run-events.ts"
import { xmlAttributes, xmlText } from "./xml-text.ts"

describe("a run as JUnit XML", () => {
  it("has a case for each job, in the order of the plan", () => {
    const recorder = new JunitRecorder()
    recorder.observe(runStarted("lint", "web:unit", "web:e2e", "later", "stopped"))
    recorder.observe(jobStarted("web:unit"))
    recorder.observe(jobOutput("web:unit", "not ok <1>\n\u001b[31mred\u001b[0m\u0000 & ]]>"))
    recorder.observe(jobEnded("web:unit", "failed", { message: 'exit "1"' }))
    recorder.observe(jobEnded("lint", "succeeded"))
    recorder.observe(jobEnded("web:e2e", "errored", { message: "timed out" }))
    recorder.observe(jobEnded("later", "skipped", { message: "needs web:unit (failed)", startedAt: null }))
    recorder.observe(jobEnded("stopped", "canceled", { message: "canceled" }))
    assert.equal(recorder.document, undefined, "the run goes on")
    recorder.observe(runEnded("errored"))
    assert.equal(
      recorder.document,
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="slipway run" tests="5" failures="1" errors="2" skipped="1" time="3.000">
  <testsuite name="slipway run" timestamp="1970-01-01T00:00:01" tests="5" failures="1" errors="2" skipped="1" time="3.000">
    <properties>
      <property name="commit" value="${"c".repeat(40)}"/>
      <property name="ref" value="refs/heads/main"/>
    </properties>
    <testcase classname="repository" name="lint" time="2.000"/>
    <testcase classname="web" name="unit" time="2.000"><failure message="exit &quot;1&quot;" type="failed">exit "1"
not ok &lt;1&gt;
red &amp; ]]&gt;</failure></testcase>
    <testcase classname="web" name="e2e" time="2.000"><error message="timed out" type="errored">timed out</error></testcase>
    <testcase classname="repository" name="later" time="2.000"><skipped message="needs web:unit (failed)"/></testcase>
    <testcase classname="repository" name="stopped" time="2.000"><error message="canceled" type="canceled">canceled</error></testcase>
  </testsuite>
</testsuites>
`,
    )
  })
})

describe("text in XML", () => {
  it("is escaped, and has no character that XML forbids", () => {
    assert.equal(xmlText("<a & b>\u0000\ud800\uffff\tü💥"), "&lt;a &amp; b&gt;\ufffd\ufffd\ufffd\tü💥")
    assert.equal(xmlAttributes({ a: '"\n\t', b: undefined, c: 1 }), ' a="&quot;&#10;&#9;" c="1"')
  })

  it("never ends what it stands in", () => {
    const property = fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.doesNotMatch(xmlText(text), /[<>\r]|&(?!(?:amp|lt|gt|#13);)/)
      assert.match(xmlAttributes({ a: text }), /^ a="[^"<>\n\r\t]*"$/)
    })
    fc.assert(property, { numRuns: 1000 })
  })
})
