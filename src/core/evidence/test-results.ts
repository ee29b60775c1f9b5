/** How many failing tests are named, how many flaky ones, and how many findings. The counts are always whole. */
export const LISTED = 50

/** A test that did not pass. All texts are one line each, of bounded length, and hostile. */
export interface FailedTest {
  /** With what it stands in: `math > adds`. */
  readonly name: string
  /** From the repository's top, where it lies in there. */
  readonly file: string | null
  /** From 1. */
  readonly line: number | null
  readonly message: string | null
}

/** What the tests of one job came to. */
export interface TestResults {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** The first {@link LISTED} that failed. */
  readonly failing: readonly FailedTest[]
  /** Names of the first {@link LISTED} that failed and passed when the test tool itself tried them again. */
  readonly flaky: readonly string[]
}

/** A job that failed and then passed with nothing changed. */
export interface Flaky {
  /** How many attempts failed; 0 where the test tool itself tried tests again. */
  readonly failures: number
  /** Names of the first {@link LISTED} tests that failed before, where a report tells. */
  readonly tests: readonly string[]
}

export function testCount({ passed, failed, skipped }: TestResults): number {
  return passed + failed + skipped
}
