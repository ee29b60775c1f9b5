import type { ScannerDefinition } from "../../core/definition/schema/scanner-schema.ts"
import { foundText, type ImageScan } from "../../core/evidence/image-scan.ts"
import { plannedScan } from "../../core/plan/plan-scan.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { ReleaseRecord } from "../../ports/store/release-store.ts"
import { recordScan } from "../record-scan.ts"
import type { Attempt } from "../run/attempt.ts"
import { LogTail } from "../run/log-tail.ts"
import { scanImage } from "../run/run-scan-job.ts"
import { currentRules } from "./load-definitions.ts"
import { resolveRelease } from "./resolve-release.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Bytes of what the scanner printed that are shown where it failed. */
const SHOWN = 4096

/** A release whose images are to be scanned, and with what. */
export interface WantedScans {
  readonly release: ReleaseRecord
  readonly scanner: ScannerDefinition
}

/** What is known of an image now; `message` says why nobody can tell. */
export interface ScannedService {
  readonly service: string
  readonly image: Digest
  readonly status: "succeeded" | "errored" | "canceled"
  readonly found: string | null
  readonly message: string | null
}

/** Finds the release that people name, and the scanner of the rules in force. */
export async function prepareScans(ports: ServerPorts, name: string): Promise<Result<WantedScans>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const { scanner } = rules.value.definition
  if (!scanner) {
    const hint = "add 'scanner' to slipway.yaml on the protected branch"
    return fail("not-configured", "there is no scanner", { hint })
  }
  const resolved = await resolveRelease(ports, name)
  if (!resolved.ok) return resolved
  const release = await ports.store.releases.get(resolved.value.release)
  if (!release) return fail("release-unknown", `there is no release ${resolved.value.release}`)
  return ok({ release, scanner })
}

/**
 * Scans the images of a release again and signs what was found: from then on that is what gates look at. A scan that is
 * errored changes nothing of what was known before.
 */
export async function* scanRelease(
  ports: ServerPorts,
  { release, scanner }: WantedScans,
  { person, signal }: { readonly person: string; readonly signal: AbortSignal },
): AsyncGenerator<ScannedService> {
  const detail = Object.keys(release.manifest.services).join(", ")
  const at = ports.clock.now()
  await ports.store.audit.append({ at, person, action: "scan", subject: shortDigest(release.digest), detail })
  for (const [service, { image }] of Object.entries(release.manifest.services)) {
    const startedAt = ports.clock.now()
    const attempt = await tryScan(ports, scanner, { service, image, signal })
    const about = { service, image }
    if (attempt.scan === null) {
      const status = attempt.status === "canceled" ? "canceled" : "errored"
      yield { ...about, status, found: null, message: attempt.message }
      continue
    }
    const recorded = await record(ports, scanner, { ...about, scan: attempt.scan, startedAt })
    const found = foundText(attempt.scan.found)
    if (recorded.ok) yield { ...about, status: "succeeded", found, message: null }
    else yield { ...about, status: "errored", found, message: recorded.failure.message }
  }
}

interface WantedScan {
  readonly service: string
  readonly image: Digest
  readonly signal: AbortSignal
}

async function tryScan(ports: ServerPorts, scanner: ScannerDefinition, wanted: WantedScan): Promise<Attempt> {
  const job = plannedScan(wanted.service, scanner)
  for (let attempt = 0; ; attempt++) {
    const log = new LogTail(SHOWN)
    const { jobEnvironment: environment, setupEnvironment, stopGrace: grace } = ports.settings
    const ended = await scanImage(
      job,
      wanted.image,
      { ...ports, environment, setupEnvironment, grace, fingerprints: new Map() },
      { signal: wanted.signal, output: async (chunk) => log.add(chunk) },
    )
    if (ended.status !== "errored" || attempt >= job.retries) return withLastLine(ended, log.bytes())
  }
}

/** Why it failed, as far as the scanner itself says so. */
function withLastLine(ended: Attempt, log: Buffer): Attempt {
  const last = log.toString("utf8").trim().split("\n").at(-1)
  return ended.status === "errored" && last ? { ...ended, message: `${ended.message}: ${last}` } : ended
}

async function record(
  ports: ServerPorts,
  scanner: ScannerDefinition,
  about: { readonly service: string; readonly image: Digest; readonly scan: ImageScan; readonly startedAt: number },
): Promise<Result<void>> {
  const entry = await recordScan(ports, about, {
    definition: plannedScan(about.service, scanner).definition,
    ...{ run: "scan", commit: null },
    startedOn: new Date(about.startedAt).toISOString(),
    finishedOn: new Date(ports.clock.now()).toISOString(),
  })
  if (!entry.ok) return entry
  await ports.store.ledger.append(entry.value)
  return ok(undefined)
}
