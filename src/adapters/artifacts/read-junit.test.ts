import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { TestResults } from "../../core/evidence/test-results.ts"
import { readJunit } from "./read-junit.ts"
import { locator } from "./report-location.ts"
import { nodeTestReports } from "./testing/real-reports.ts"

const locate = locator({ checkout: "/checkout", directory: "/checkout/services/web" })
const read = (text: string) => readJunit(text, locate)

function resultsOf(text: string): TestResults {
  const results = read(text)
  assert(!("problem" in results), "problem" in results ? results.problem : "")
  return results
}

function problemOf(text: string): string {
  const results = read(text)
  assert("problem" in results, "it was believed")
  return results.problem
}

const counts = ({ passed, failed, skipped }: TestResults) => [passed, failed, skipped]

/** As pytest 8 writes it (`--junit-xml`). */
const pytest = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" skipped="2" tests="5" time="0.052" timestamp="2026-01-15T12:00:00.000000+00:00" hostname="ci"><testcase classname="tests.test_sum" name="test_adds" time="0.001" /><testcase classname="tests.test_sum" name="test_negative[-1]" time="0.001"><failure message="assert 1 == 2&#10;  +  where 1 = abs(-1)">def test_negative(n):
&gt;       assert abs(n) == 2
E       assert 1 == 2

tests/test_sum.py:7: AssertionError</failure></testcase><testcase classname="tests.test_sum" name="test_later" time="0.000"><skipped type="pytest.skip" message="not now">tests/test_sum.py:9: not now</skipped></testcase><testcase classname="tests.test_sum" name="test_known" time="0.001"><skipped type="pytest.xfail" message="known" /></testcase><testcase classname="" name="tests.test_broken" time="0.000"><error message="collection failure">ImportError while importing test module</error></testcase></testsuite></testsuites>`

/** As jest-junit writes it with \`addFileAttribute\`. */
const jest = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="jest tests" tests="2" failures="1" errors="0" time="1.2">
  <testsuite name="cart" errors="0" failures="1" skipped="0" timestamp="2026-01-15T12:00:00" time="0.9" tests="2">
    <testcase classname="cart adds an item" name="cart adds an item" time="0.004" file="src/cart.test.ts"></testcase>
    <testcase classname="cart removes an item" name="cart removes an item" time="0.006" file="src/cart.test.ts">
      <failure>Error: expect(received).toBe(expected) // Object.is equality

Expected: 1
Received: 0
    at Object.toBe (/checkout/services/web/src/cart.test.ts:12:20)</failure>
    </testcase>
  </testsuite>
</testsuites>`

/** As Maven Surefire writes it with \`rerunFailingTestsCount\`. */
const surefire = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0.2" name="com.acme.CartTest" time="0.08" tests="3" errors="1" skipped="0" failures="0" flakes="1">
  <properties><property name="java.version" value="21"/></properties>
  <testcase name="adds" classname="com.acme.CartTest" time="0.01"/>
  <testcase name="waits" classname="com.acme.CartTest" time="0.02">
    <flakyFailure message="too slow" type="AssertionError"><stackTrace><![CDATA[java.lang.AssertionError: too slow]]></stackTrace></flakyFailure>
  </testcase>
  <testcase name="connects" classname="com.acme.CartTest" time="0.02">
    <error message="" type="java.net.ConnectException"><![CDATA[java.net.ConnectException: refused
	at com.acme.CartTest.connects(CartTest.java:30)]]></error>
    <rerunError message="again" type="java.net.ConnectException"/>
    <system-out><![CDATA[<failure/>]]></system-out>
  </testcase>
</testsuite>`

describe("a JUnit report", () => {
  it("of node:test itself", async () => {
    const { folder, junit } = await nodeTestReports(`import assert from "node:assert"
import { describe, it, test } from "node:test"
import { sum } from "./sum.mjs"
describe("sum", () => {
  it("adds", () => assert.equal(sum(1, 1), 2))
  it('is <right> & "quoted"', () => { throw new Error("\\u001b[31mred\\u001b[39m \\u0007bell") })
  it.skip("later", () => {})
  it("is unknown", { todo: true }, () => assert.fail("not yet"))
  describe("deep", () => it("is deep", () => assert.equal(1, 2)))
})
test("alone", () => {})
`)
    const results = readJunit(junit, locator({ checkout: folder, directory: folder }))
    assert(!("problem" in results), "problem" in results ? results.problem : "")
    assert.deepEqual(counts(results), [2, 2, 2])
    assert.deepEqual(
      results.failing.map(({ name, file, message }) => [name.replaceAll("&quot;", '"'), file, message]),
      [
        ['sum > is <right> & "quoted"', "sum.test.mjs", "red \uFFFDbell"],
        ["sum.deep > is deep", "sum.test.mjs", "1 == 2"],
      ],
    )
  })

  it("of pytest: an error while collecting is a failed test", () => {
    const results = resultsOf(pytest)
    assert.deepEqual(counts(results), [1, 2, 2])
    assert.deepEqual(
      results.failing.map(({ name, message }) => `${name}: ${message}`),
      ["tests.test_sum > test_negative[-1]: assert 1 == 2", "tests.test_broken: collection failure"],
    )
  })

  it("of Jest: names are not said twice, files are named from the repository's top", () => {
    const message = "Error: expect(received).toBe(expected) // Object.is equality"
    const failing = [{ name: "cart removes an item", file: "services/web/src/cart.test.ts", line: null, message }]
    assert.deepEqual(resultsOf(jest), { passed: 1, failed: 1, skipped: 0, failing, flaky: [] })
  })

  it("of Maven Surefire: what passed when it was run again is flaky", () => {
    const results = resultsOf(surefire)
    assert.deepEqual(counts(results), [2, 1, 0])
    assert.deepEqual(results.flaky, ["com.acme.CartTest > waits"])
    assert.equal(results.failing[0]?.message, "java.net.ConnectException: refused")
  })

  it("without class names: tests are named after the suites around them", () => {
    const tests = '<testcase name="c"><failure/></testcase>'
    const text = `<testsuites><testsuite name="a"><testsuite name="b" file="b.ts">${tests}</testsuite></testsuite></testsuites>`
    const failing = [{ name: "a > b > c", file: "services/web/b.ts", line: null, message: null }]
    assert.deepEqual(resultsOf(text).failing, failing)
  })

  it("of tests whose names begin with the same letters as their class", () => {
    const tests = '<testcase classname="a" name="adds"><failure/></testcase>'
    assert.equal(resultsOf(`<testsuite>${tests}</testsuite>`).failing[0]?.name, "a > adds")
  })

  const suite = (tests: string, attributes = "") => `<testsuite name="s" ${attributes}>${tests}</testsuite>`
  const cases: [string, string, number[]][] = [
    ["counts tests, not sums", suite('<testcase name="a"/>', 'tests="100"'), [1, 0, 0]],
    ["holds a suite that could not be loaded", suite("<error message='no such module'/>"), [0, 1, 0]],
    ["has a test that failed in two ways", suite("<testcase><failure/><error/></testcase>"), [0, 1, 0]],
    ["has a skipped test whose clean-up failed", suite("<testcase><skipped/><error/></testcase>"), [0, 1, 0]],
    ["is empty", "<testsuites/>", [0, 0, 0]],
    ["has prefixes", '<j:testsuite xmlns:j="x"><j:testcase/></j:testsuite>', [1, 0, 0]],
    ["names no entity in CDATA", suite("<testcase><failure><![CDATA[&boom;]]></failure></testcase>"), [0, 1, 0]],
    [
      "has failures beside tests only as text",
      suite("<testcase><system-out>&lt;failure/></system-out></testcase>"),
      [1, 0, 0],
    ],
  ]
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(counts(resultsOf(text)), expected))

  it("names a bounded number of tests, and counts all", () => {
    const many = '<testcase name="a"><failure/></testcase>'.repeat(1000)
    const results = resultsOf(suite(many))
    assert.equal(results.failed, 1000)
    assert.equal(results.failing.length, 50)
  })

  it("keeps hostile texts short, on one line and harmless", () => {
    const text = `&#10;${"x".repeat(100_000)}`
    const [test] = resultsOf(
      suite(`<testcase name="${text}" file="${text}" line="-1"><failure message="${text}"/></testcase>`),
    ).failing
    assert.equal(test?.name.length, 300)
    assert.equal(test?.file?.length, 300)
    assert.equal(test?.message?.length, 500)
    assert.equal(test?.line, null)
  })
})

describe("a JUnit report is not believed", () => {
  const entities = Array.from({ length: 20 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`)
  const laughs = `<!DOCTYPE t [<!ENTITY e0 "ha">${entities.join("")}]><testsuite name="&e20;"/>`
  const nested = (depth: number) => "<testsuite>".repeat(depth) + "</testsuite>".repeat(depth)
  const malformed = /^is not well-formed XML, or cut off: /
  const cases: [string, string, RegExp][] = [
    ["that grows by its entities", laughs, malformed],
    [
      "that reads a file",
      '<!DOCTYPE t [<!ENTITY e SYSTEM "file:///etc/passwd">]><testsuite>&e;</testsuite>',
      malformed,
    ],
    ["that takes its tests from a file", '<!DOCTYPE t SYSTEM "tests.dtd"><testsuite>&tests;</testsuite>', malformed],
    ["that is cut off", jest.slice(0, 400), malformed],
    ["that is cut off in a tag", '<testsuite><testcase name="a"', malformed],
    ["that ends too early", "<testsuite><testcase/>", malformed],
    ["that is empty", "", malformed],
    ["that is no XML", "all tests passed", malformed],
    ["that is two", "<testsuite/><testsuite/>", malformed],
    ["with an attribute twice", '<testsuite failures="1" failures="0"/>', malformed],
    ["that is nested without end", nested(100_000), /^is nested more than 100 elements deep$/],
    ["that is another document", "<html><body/></html>", /^is not JUnit's XML: it begins with 'html'$/],
    [
      "with a test in a test",
      "<testsuite><testcase><testcase/></testcase></testsuite>",
      /^has a test inside of a test$/,
    ],
    [
      "that counts failures and hides them",
      '<testsuite failures="1"><testcase name="a"/></testsuite>',
      /^counts failed tests, but names none of them$/,
    ],
  ]
  for (const [name, text, expected] of cases) it(name, () => assert.match(problemOf(text), expected))
})
