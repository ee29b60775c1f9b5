import type { ScanFormat } from "../definition/schema/scanner-schema.ts"
import type { DockerfileRequest } from "../image/dockerfile-request.ts"
import type { ImageRequest } from "../image/plan-image.ts"
import type { Digest } from "../shared/digest.ts"

/** `gateway:unit`, `gateway:image`, `gateway:scan`, `contract:build`, `infrastructure` (of the repository), `setup:services/gateway`, `test:e2e`. */
export type JobId = string

interface PlannedBase {
  readonly id: JobId
  /** Jobs that must have succeeded before. */
  readonly needs: readonly JobId[]
  /** Folder below the checkout, `.` for its root. */
  readonly directory: string
  /** Hash of what defines it. */
  readonly definition: Digest
  /** Service, package or test it belongs to; null for jobs of the repository and setups. */
  readonly owner: string | null
}

/** What Slipway reads after a job, below its directory; null where it declares none. */
export interface ReportFiles {
  /** Glob. */
  readonly junit: string | null
  readonly coverage: string | null
  /** Glob. */
  readonly sarif: string | null
  /** Glob. */
  readonly contracts: string | null
  /** Glob of contracts that it is given; with `/` in front below the checkout. */
  readonly verified: string | null
}

export const noReports: ReportFiles = { junit: null, coverage: null, sarif: null, contracts: null, verified: null }

/** The container that a job runs in. */
export interface PlannedContainer {
  /** By name, as an engine understands it. */
  readonly image: string
  /** Whether it reaches any network but that of its sidecars. */
  readonly network: boolean
  /** Processors; null: all. */
  readonly cpu: number | null
  /** Bytes; null: no limit. */
  readonly memory: number | null
}

/** A container that runs beside a job. */
export interface PlannedSidecar {
  readonly name: string
  readonly image: string
  /** Null: what its image exposes, or is known for. */
  readonly port: number | null
  readonly env: Readonly<Record<string, string>>
  /** Command that exits with 0 inside it once it is ready; null: its image's check, or its port. */
  readonly health: string | null
  /** As in {@link PlannedContainer}. */
  readonly cpu: number | null
  readonly memory: number | null
}

interface CommandBase extends PlannedBase {
  readonly command: string
  /** Null: it runs on this machine. */
  readonly container: PlannedContainer | null
  readonly sidecars: readonly PlannedSidecar[]
  /** Whether it runs in a container of its owner's image, which the same run builds. */
  readonly inImage: boolean
  readonly env: Readonly<Record<string, string>>
  /** Programs whose versions decide its result. */
  readonly tools: readonly string[]
  /** Names of variables whose values are secret; their values are no part of the plan. */
  readonly secrets: readonly string[]
  /** Globs below the directory; null: everything git tracks there. */
  readonly inputs: readonly string[] | null
  readonly outputs: readonly string[]
  readonly reports: ReportFiles
  /** Per cent of lines, below which the job fails. */
  readonly coverageMinimum: number | null
  /** Milliseconds. */
  readonly timeout: number
  readonly retries: number
  readonly retry: "errored" | "always"
  /** Whether it runs also when what it needs did not succeed. */
  readonly always: boolean
}

export interface PlannedCommand extends CommandBase {
  readonly kind: "job" | "setup" | "test"
}

/**
 * Looks for known vulnerabilities in its owner's image, which the same run builds. It runs in a folder of its own: a file
 * of the commit could tell the scanner what to overlook.
 */
export interface PlannedScan extends CommandBase {
  readonly kind: "scan"
  readonly owner: string
  /** Below its folder. */
  readonly report: string
  readonly format: ScanFormat
}

export interface PlannedImage extends PlannedBase {
  readonly kind: "image"
  readonly owner: string
  /** What its definition wants in it; null where a Dockerfile says. */
  readonly image: ImageRequest | null
  /** How a Dockerfile makes it; null where Slipway does. */
  readonly dockerfile: DockerfileRequest | null
  /** Image, by name, in whose container its dependencies are installed; null: there is none, or it is the base. */
  readonly container: string | null
}

export type PlannedJob = PlannedCommand | PlannedScan | PlannedImage

/** A DAG of jobs, in an order in which every job stands behind what it needs. */
export interface Plan {
  readonly jobs: readonly PlannedJob[]
}

export function imageJobId(service: string): JobId {
  return `${service}:image`
}

export function scanJobId(service: string): JobId {
  return `${service}:scan`
}
