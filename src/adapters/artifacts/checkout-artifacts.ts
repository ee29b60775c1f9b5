import { constants } from "node:fs"
import { type FileHandle, lstat, open, readdir, unlink } from "node:fs/promises"
import { join } from "node:path"
import picomatch from "picomatch"
import type { LineCoverage } from "../../core/evidence/statement.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { JobArtifacts } from "../../ports/job-artifacts.ts"
import { readLcov } from "./read-lcov.ts"

const LARGEST_REPORT = 64 * 1024 * 1024

/** Artifacts as files of the checkout. */
export function createCheckoutArtifacts(): JobArtifacts {
  return { unmatched, removeReport, lineCoverage }
}

async function unmatched(folder: string, globs: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(globs.map((glob) => hasMatch(folder, glob)))
  return globs.filter((_, index) => !found[index])
}

async function hasMatch(folder: string, glob: string): Promise<boolean> {
  const { base, isGlob } = picomatch.scan(glob)
  if (!isGlob) return exists(join(folder, glob))
  return hasMatchBelow(folder, base, picomatch(glob, { dot: true }))
}

/** Depth first and no further than the first match; links are not followed. */
async function hasMatchBelow(folder: string, below: string, matches: (path: string) => boolean): Promise<boolean> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory() ? await hasMatchBelow(folder, path, matches) : matches(path)) return true
  }
  return false
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** Where there is no file there is nothing stale; what cannot be removed must not be read later, so that throws. */
async function removeReport(file: string): Promise<void> {
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (!["ENOENT", "ENOTDIR", "EISDIR"].includes(error.code ?? "")) throw error
  })
}

async function lineCoverage(file: string): Promise<Result<LineCoverage>> {
  const text = await readReport(file)
  if (!text.ok) return text
  const coverage = readLcov(text.value)
  if ("problem" in coverage) return fail("report-unreadable", `the coverage report ${coverage.problem}`)
  return ok(coverage)
}

async function readReport(file: string): Promise<Result<string>> {
  let handle: FileHandle | undefined
  try {
    // Not blocking: a pipe left in the report's place must not hang the run.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const facts = await handle.stat()
    if (!facts.isFile()) return fail("report-unreadable", "the coverage report is not a file")
    if (facts.size > LARGEST_REPORT) return fail("report-unreadable", "the coverage report is larger than 64 MiB")
    return ok(await handle.readFile("utf8"))
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT"
    return fail(
      "report-unreadable",
      isAbsent ? "the job wrote no coverage report" : "the coverage report cannot be read",
    )
  } finally {
    await handle?.close()
  }
}
