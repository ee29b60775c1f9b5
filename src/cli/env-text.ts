import type { EnvironmentDetails, PastDeployment } from "../app/server/show-environment.ts"
import type { MatrixColumn, StatusReport } from "../app/server/status.ts"
import { formatDuration } from "../core/shared/duration.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"

/** All environments, a line each. */
export function environmentListText({ columns }: StatusReport, now: number): string {
  const rows = columns.map((column) => [
    column.environment,
    column.removing ? "being taken down" : (column.deployed?.version ?? "empty"),
    kindOf(column),
    endOf(column, now),
    column.resources.map(({ resource }) => resource).join(" "),
    column.pinned === null ? "" : `held: ${harmless(column.pinned)}`,
  ])
  return `${tableLines([["ENVIRONMENT", "VERSION", "KIND", "TIME", "RESOURCES", ""], ...rows]).join("\n")}\n`
}

type FlatDetails = MatrixColumn & Omit<EnvironmentDetails, "column">

/** What is known of an environment, all on one level. */
export function flatDetails({ column, ...details }: EnvironmentDetails): FlatDetails {
  return { ...column, ...details }
}

/** Deployments, a line each. */
export function historyText(deployments: readonly PastDeployment[]): string {
  const rows = deployments.map(({ id, version, kind, status, verification, person, createdAt, message }) => [
    String(id),
    harmless(version),
    kind === "rollback" ? "rollback" : "",
    status,
    verification === null ? "" : `verification ${verification}`,
    new Date(createdAt).toISOString(),
    harmless(person ?? ""),
    harmless(message ?? ""),
  ])
  return rows.length === 0 ? "nothing was deployed there\n" : `${tableLines(rows).join("\n")}\n`
}

/** One environment, a line for each thing that is known. */
export function environmentText(column: FlatDetails, now: number): string {
  const { deployed } = column
  const rows = [
    ["environment", column.environment],
    ["kind", kindOf(column)],
    ["time", endOf(column, now) || "as long as it is wanted"],
    ["held", column.pinned === null ? "" : harmless(column.pinned)],
    ["version", column.removing ? "being taken down" : (deployed?.version ?? "empty")],
    ["owner", harmless(deployed?.person ?? "")],
    ...column.cells.map(({ service, state, urls }) => ["service", [service, state, ...urls].join("  ")]),
    ...column.resources.map((one) => ["resource", resourceText(one)]),
    ...Object.entries(column.variables).map(([name, value]) => ["variable", `${name}=${harmless(value)}`]),
    ...column.secrets.map((name) => ["secret", name]),
    ...column.drift.map((sentence) => ["drift", harmless(sentence)]),
    ["drift", column.isDriftKnown ? "" : "nobody can tell"],
  ].filter(([, value]) => value !== "")
  return `${tableLines(rows).join("\n")}\n`
}

function kindOf({ branch }: MatrixColumn): string {
  return branch === null ? "permanent" : `preview of ${harmless(branch)}`
}

function endOf({ expiresAt, kept }: MatrixColumn, now: number): string {
  if (kept !== null) return `pinned ${harmless(kept)}`
  return expiresAt === null ? "" : `ends in ${formatDuration(Math.max(0, expiresAt - now))}`
}

function resourceText({ resource, kind, isolate, state, note }: MatrixColumn["resources"][number]): string {
  const own = { schema: "a schema", database: "a database", prefix: "a prefix" }[isolate]
  const left = note === null ? "" : `; cannot be removed: ${harmless(note)}`
  return `${resource}  ${kind}, ${own} of its own${state === "making" ? ", not made yet" : ""}${left}`
}
