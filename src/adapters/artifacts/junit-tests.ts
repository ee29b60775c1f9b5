import { type FailedTest, LISTED, type TestResults } from "../../core/evidence/test-results.ts"
import { BadReport } from "./bad-report.ts"
import { oneLine } from "./one-line.ts"
import { type Locate, lineNumber } from "./report-location.ts"

type Attributes = Readonly<Record<string, string>>

interface Suite {
  readonly attributes: Attributes
  /** How many failures were seen when it began. */
  readonly before: number
}

interface Test {
  readonly attributes: Attributes
  failed: boolean
  skipped: boolean
  /** A failure was expected, so that it is none (node:test's `todo`). */
  expected: boolean
  flaky: boolean
  message: string
}

const DEEPEST = 100
const LONGEST_NAME = 300
const LONGEST_MESSAGE = 500

/** Gathers tests from the elements of a JUnit report. It counts the tests themselves; the sums of suites must fit. */
export class JunitTests {
  readonly #locate: Locate
  readonly #path: string[] = []
  readonly #suites: Suite[] = []
  readonly #failing: FailedTest[] = []
  readonly #flaky: string[] = []
  #test: Test | undefined
  #passed = 0
  #failed = 0
  #skipped = 0
  #failures = 0

  constructor(locate: Locate) {
    this.#locate = locate
  }

  get results(): TestResults {
    const counts = { passed: this.#passed, failed: this.#failed, skipped: this.#skipped }
    return { ...counts, failing: this.#failing, flaky: this.#flaky }
  }

  open(element: string, attributes: Attributes): void {
    if (this.#path.length === 0 && element !== "testsuites" && element !== "testsuite") {
      throw new BadReport(`is not JUnit's XML: it begins with '${oneLine(element, 40)}'`)
    }
    if (this.#path.push(element) > DEEPEST) throw new BadReport(`is nested more than ${DEEPEST} elements deep`)
    switch (element) {
      case "testsuites":
      case "testsuite":
        this.#suites.push({ attributes, before: this.#failures })
        break
      case "testcase":
        if (this.#test) throw new BadReport("has a test inside of a test")
        this.#test = newTest(attributes)
        break
      case "failure":
      case "error":
        this.#fail(attributes)
        break
      case "skipped":
        if (this.#test) this.#test.skipped = true
        if (this.#test && attributes.type === "todo") this.#test.expected = true
        break
      // Maven Surefire, for a test that passed when it was run again.
      case "flakyFailure":
      case "flakyError":
        if (this.#test) this.#test.flaky = true
    }
  }

  text(part: string): void {
    const element = this.#path.at(-1)
    if (!this.#test || (element !== "failure" && element !== "error")) return
    const room = LONGEST_MESSAGE * 4 - this.#test.message.length
    if (room > 0) this.#test.message += part.slice(0, room)
  }

  close(element: string): void {
    this.#path.pop()
    if (element === "testcase") this.#endTest()
    if (element === "testsuite" || element === "testsuites") this.#endSuite()
  }

  /** One outside of any test is a suite's own, e.g. because it could not be loaded: that counts as a test. */
  #fail(attributes: Attributes): void {
    this.#failures++
    const message = attributes.message ?? ""
    if (this.#test) {
      this.#test.failed = true
      if (this.#test.message === "" && message.trim() !== "") this.#test.message = `${message}\n`
      return
    }
    const name = this.#suites.at(-1)?.attributes.name ?? ""
    this.#countFailed({ ...newTest({ name }), message })
  }

  #endTest(): void {
    const test = this.#test
    this.#test = undefined
    if (!test) return
    if (test.failed && !test.expected) this.#countFailed(test)
    else if (test.skipped || test.failed) this.#skipped++
    else this.#passed++
    if (test.flaky && !test.failed && this.#flaky.length < LISTED) this.#flaky.push(this.#nameOf(test))
  }

  #countFailed(test: Test): void {
    this.#failed++
    if (this.#failing.length >= LISTED) return
    const [firstLine] = test.message.trim().split("\n")
    const message = oneLine(firstLine ?? "", LONGEST_MESSAGE)
    this.#failing.push({
      name: this.#nameOf(test),
      file: this.#locate(test.attributes.file ?? this.#suites.findLast(hasFile)?.attributes.file),
      line: lineNumber(test.attributes.line),
      message: message === "" ? null : message,
    })
  }

  #nameOf({ attributes: { name = "", classname } }: Test): string {
    const suites = this.#suites.map(({ attributes }) => attributes.name ?? "").filter((suite) => suite !== "")
    // `test` is what node:test writes where there is no suite.
    const within = classname === "test" ? "" : (classname ?? suites.join(" > "))
    const full = within === "" || beginsWith(name, within) ? name : `${within} > ${name}`
    return oneLine(full, LONGEST_NAME) || "(a test without a name)"
  }

  #endSuite(): void {
    const suite = this.#suites.pop()
    if (!suite || this.#failures > suite.before) return
    const { failures = "0", errors = "0" } = suite.attributes
    if (Number(failures) > 0 || Number(errors) > 0) {
      throw new BadReport("counts failed tests, but names none of them")
    }
  }
}

function newTest(attributes: Attributes): Test {
  return { attributes, failed: false, skipped: false, expected: false, flaky: false, message: "" }
}

/** Whether these are the name's first words; Jest's reporter repeats them. */
function beginsWith(name: string, words: string): boolean {
  return name.startsWith(words) && !/^\w/.test(name.slice(words.length))
}

function hasFile({ attributes }: Suite): boolean {
  return attributes.file !== undefined
}
