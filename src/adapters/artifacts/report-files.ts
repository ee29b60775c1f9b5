import { constants } from "node:fs"
import { type FileHandle, lstat, open } from "node:fs/promises"
import { join } from "node:path"
import type { ReportFiles } from "../../core/plan/plan.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ReportPlace, ReportStamps } from "../../ports/job-artifacts.ts"
import { exists, matchingFiles } from "./matching-files.ts"
import { oneLine } from "./one-line.ts"
import type { ReportReading } from "./report-reading.ts"

/** Of one report, in all its files together. */
const LARGEST_REPORT = 64 * 1024 * 1024
const MOST_FILES = 1000

export type ReportKind = keyof ReportFiles

const NAMES = {
  junit: "test report",
  coverage: "coverage report",
  sarif: "analysis report",
  contracts: "contract",
  verified: "contract to verify",
} as const satisfies Record<ReportKind, string>

const reportKinds = ["junit", "coverage", "sarif", "contracts", "verified"] as const

/** One file of a report. */
export interface ReportFile {
  /** As messages name it. */
  readonly shown: string
  readonly bytes: Buffer
}

export async function stampReports(place: ReportPlace): Promise<ReportStamps> {
  const stamps = new Map<string, string>()
  for (const kind of reportKinds) {
    for await (const path of pathsOf(kind, place)) stamps.set(path, await stampOf(fileAt(place, path)))
  }
  return stamps
}

/**
 * The files of one report, in the order of their names: those that were written since; of contracts to verify, those that
 * were there before, and may not have been written since.
 */
export async function filesOfReport(
  kind: ReportKind,
  place: ReportPlace,
  before: ReportStamps,
): Promise<Result<readonly ReportFile[]>> {
  const paths: string[] = []
  const pattern = place.reports[kind] ?? ""
  for await (const path of pathsOf(kind, place)) {
    const isOld = before.get(path) === (await stampOf(fileAt(place, path)))
    if (kind === "verified" && !isOld) return unreadable(kind, "was written by the job itself", oneLine(path, 200))
    if (kind !== "verified" && isOld) continue
    if (paths.push(path) > MOST_FILES) return unreadable(kind, `is in more than ${MOST_FILES} files`, pattern)
  }
  if (paths.length === 0) {
    const what = kind === "verified" ? "was given" : "wrote"
    return fail("report-unreadable", `the job ${what} no ${NAMES[kind]} (${pattern})`)
  }
  const files: ReportFile[] = []
  let room = LARGEST_REPORT
  for (const path of paths.sort()) {
    const shown = oneLine(path, 200)
    const bytes = await readAtMost(fileAt(place, path), room)
    if ("problem" in bytes) return unreadable(kind, bytes.problem, shown)
    files.push({ shown, bytes })
    room -= bytes.length
  }
  return ok(files)
}

export function unreadable(kind: ReportKind, problem: string, where: string): Result<never> {
  return fail("report-unreadable", `the ${NAMES[kind]} ${problem} (${where})`)
}

/** A path below the directory or, with a `/` in front, below the checkout. */
function fileAt({ checkout, directory }: ReportPlace, path: string): string {
  return join(path.startsWith("/") ? checkout : directory, path)
}

async function* pathsOf(kind: ReportKind, { checkout, directory, reports }: ReportPlace): AsyncGenerator<string> {
  const pattern = reports[kind]
  if (pattern === null) return
  if (pattern.startsWith("/")) {
    for await (const path of matchingFiles(checkout, pattern.slice(1))) yield `/${path}`
    return
  }
  if (kind !== "coverage") yield* matchingFiles(directory, pattern)
  else if (exists(join(directory, pattern))) yield pattern
}

/** The bytes of a file; not of a pipe, a folder or something too large. */
export async function readAtMost(file: string, most: number): Promise<ReportReading<Buffer>> {
  let handle: FileHandle | undefined
  try {
    // Not blocking: a pipe left in the report's place must not hang the run.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const facts = await handle.stat()
    if (!facts.isFile()) return { problem: "is not a file" }
    if (facts.size > most) return { problem: "is larger than 64 MiB" }
    return await handle.readFile()
  } catch {
    return { problem: "cannot be read" }
  } finally {
    await handle?.close()
  }
}

/** Differs after every write, also of the same content. */
async function stampOf(file: string): Promise<string> {
  const facts = await lstat(file, { bigint: true }).catch(() => undefined)
  return facts ? [facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join(" ") : "absent"
}
