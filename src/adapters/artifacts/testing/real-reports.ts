import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** What node:test itself writes about these tests: its JUnit XML and its lcov. The file is `sum.test.mjs`. */
export async function nodeTestReports(source: string): Promise<{ folder: string; junit: string; lcov: string }> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-test-"))
  try {
    await writeFile(join(folder, "sum.mjs"), "export function sum(a, b) {\n  return a + b\n}\n")
    await writeFile(join(folder, "sum.test.mjs"), source)
    const reporter = (name: string, file: string) => [`--test-reporter=${name}`, `--test-reporter-destination=${file}`]
    const reporters = [...reporter("junit", "junit.xml"), ...reporter("lcov", "lcov.info")]
    const args = ["--test", "--experimental-test-coverage", ...reporters, "sum.test.mjs"]
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    // Its exit status tells of the tests, some of which fail on purpose.
    await new Promise<void>((resolve) => execFile(process.execPath, args, { cwd: folder, env }, () => resolve()))
    const [junit, lcov] = await Promise.all(
      ["junit.xml", "lcov.info"].map((file) => readFile(join(folder, file), "utf8")),
    )
    return { folder, junit: junit ?? "", lcov: lcov ?? "" }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
