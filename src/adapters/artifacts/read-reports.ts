import { realpath } from "node:fs/promises"
import type { Contract } from "../../core/evidence/contract.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ReadReports, ReportPlace, ReportStamps } from "../../ports/job-artifacts.ts"
import { allFindings, allResults } from "./all-files.ts"
import { decodeReport } from "./decode-report.ts"
import { readCoverage } from "./read-coverage.ts"
import { readJunit } from "./read-junit.ts"
import { readPact } from "./read-pact.ts"
import { readSarif } from "./read-sarif.ts"
import { filesOfReport, type ReportKind, unreadable } from "./report-files.ts"
import { type Locate, locator } from "./report-location.ts"
import type { ReportReading } from "./report-reading.ts"

interface Reader<T> {
  readonly kind: ReportKind
  readonly one: (text: string, locate: Locate) => ReportReading<T>
  readonly all: (files: readonly T[]) => ReportReading<T>
}

export async function readReports(place: ReportPlace, before: ReportStamps): Promise<ReadReports> {
  const read = async <T extends object>({ kind, one, all }: Reader<T>): Promise<Result<T | null>> => {
    const pattern = place.reports[kind]
    if (pattern === null) return ok(null)
    const files = await filesOfReport(kind, place, before)
    if (!files.ok) return files
    const locate = await locatorIn(place)
    const parts: T[] = []
    for (const { shown, bytes } of files.value) {
      const text = decodeReport(bytes)
      const part = text === undefined ? { problem: "has another encoding than it says" } : one(text, locate)
      if ("problem" in part) return unreadable(kind, part.problem, shown)
      parts.push(part)
    }
    const whole = all(parts)
    return "problem" in whole ? unreadable(kind, whole.problem, pattern) : ok(whole)
  }
  const contracts = async (kind: "contracts" | "verified"): Promise<Result<readonly Contract[]>> => {
    const found = await read({ kind, one: onlyContract, all: (files) => files.flat() })
    return found.ok ? ok(found.value ?? []) : found
  }
  return {
    tests: await read({ kind: "junit", one: readJunit, all: allResults }),
    coverage: await read({ kind: "coverage", one: readCoverage, all: ([only]) => only ?? { problem: "is absent" } }),
    findings: await read({ kind: "sarif", one: readSarif, all: allFindings }),
    contracts: await contractsOf(place, contracts),
  }
}

function onlyContract(text: string): ReportReading<readonly Contract[]> {
  const contract = readPact(text)
  return "problem" in contract ? contract : [contract]
}

async function contractsOf(
  { reports }: ReportPlace,
  read: (kind: "contracts" | "verified") => Promise<Result<readonly Contract[]>>,
): Promise<ReadReports["contracts"]> {
  if (reports.contracts === null && reports.verified === null) return ok(null)
  const reported = await read("contracts")
  if (!reported.ok) return reported
  const verified = await read("verified")
  return verified.ok ? ok({ reported: reported.value, verified: verified.value }) : verified
}

/** Tools name files by their real paths. Where the job removed its own folder, there is no other than the given one. */
async function locatorIn(place: ReportPlace): Promise<Locate> {
  const real = (folder: string) => realpath(folder).catch(() => folder)
  const [checkout, directory] = await Promise.all([real(place.checkout), real(place.directory)])
  return locator({ checkout, directory })
}
