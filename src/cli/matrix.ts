import type { MatrixColumn, StatusReport } from "../app/server/status.ts"
import { shortDigest } from "../core/shared/digest.ts"
import { formatDuration } from "../core/shared/duration.ts"
import { approximateSize } from "../core/shared/size.ts"
import { harmless, type Paint, painter } from "./paint.ts"
import { tableLines } from "./table.ts"

/** The environment × service matrix as a picture for a terminal: what is where, since when, and whether it is well. */
export function matrixText(report: StatusReport, { now, colour }: { now: number; colour: boolean }): string {
  const paint = painter(colour)
  const { columns } = report
  const services = [...new Set(columns.flatMap(({ cells }) => cells.map(({ service }) => service)))].sort()
  const rows = [
    [paint("bold", report.project), ...columns.map((column) => paint("bold", column.environment))],
    ["version", ...columns.map(({ deployed }) => (deployed ? paint("cyan", deployed.version) : paint("dim", "–")))],
    ["verified", ...columns.map((column) => verificationText(column, paint))],
    ["deployed", ...columns.map(({ deployed }) => (deployed ? `${formatDuration(now - deployed.since)} ago` : ""))],
    ...services.map((service) => [service, ...columns.map((column) => cellText(column, service, paint))]),
  ]
  const previews = columns.filter(({ branch }) => branch !== null)
  if (previews.length > 0) rows.splice(1, 0, ["branch", ...columns.map(({ branch }) => harmless(branch ?? ""))])
  return [
    ...tableLines(rows),
    ...addressLines(columns, paint),
    ...besideLines(columns, { now, paint }),
    ...movementLines(columns, paint),
    ...publicationLines(report, paint),
    ...pruneLines(report, now, paint),
    "",
  ].join("\n")
}

function cellText({ cells }: MatrixColumn, service: string, paint: Paint): string {
  const cell = cells.find((one) => one.service === service)
  if (!cell) return ""
  if (cell.state === "down") return `${paint("red", "○")} down`
  return `${paint("green", "●")} ${cell.mocked ? paint("yellow", "mock") : shortDigest(cell.image)}`
}

function verificationText({ deployed, pinned, removing }: MatrixColumn, paint: Paint): string {
  if (removing) return paint("yellow", "being taken down")
  if (!deployed) return ""
  const pin = pinned === null ? "" : paint("yellow", " pinned")
  switch (deployed.verification) {
    case "succeeded":
      return paint("green", "✓ yes") + pin
    case "failed":
      return paint("red", "✗ failed") + pin
    case "errored":
      return paint("red", "! errored") + pin
    case null:
      return pin
    default:
      return paint("yellow", `… ${deployed.verification}`) + pin
  }
}

function addressLines(columns: readonly MatrixColumn[], paint: Paint): string[] {
  const rows = columns.flatMap(({ environment, cells }) =>
    cells.filter(({ urls }) => urls.length > 0).map(({ service, urls }) => [environment, service, ...urls]),
  )
  return rows.length === 0 ? [] : ["", paint("bold", "addresses"), ...tableLines(rows)]
}

/** What stands by or is kept under blue-green, and where it is looked at. */
function besideLines(columns: readonly MatrixColumn[], { now, paint }: { now: number; paint: Paint }): string[] {
  const lines = columns.flatMap(({ environment, beside }) => {
    if (!beside) return []
    const { role, colour, version, verification, until, cells } = beside
    const tested = verification === null ? "" : `, tests ${verification}`
    const kept = until === null ? "" : ` for ${formatDuration(Math.max(0, until - now))}`
    const state = role === "next" ? `stands by${tested}` : `is kept${kept}: slipway switch ${environment} --back`
    const rows = cells.flatMap(({ service, urls, state: cell }) =>
      urls.length > 0 || cell === "down"
        ? [[`  ${service}`, cell === "down" ? paint("red", "down") : "", ...urls]]
        : [],
    )
    return [`${environment}  ${colour ?? "before"} ${harmless(version)} ${state}`, ...tableLines(rows)]
  })
  return lines.length === 0 ? [] : ["", paint("bold", "beside what serves"), ...lines]
}

function pruneLines({ images }: StatusReport, now: number, paint: Paint): string[] {
  const { lastPrune } = images
  if (lastPrune === null) return []
  const what = lastPrune.images === 1 ? "1 image" : `${lastPrune.images} images`
  const freed = `${what}, ${approximateSize(lastPrune.bytes)}`
  return ["", paint("dim", `images pruned ${formatDuration(Math.max(0, now - lastPrune.at))} ago: ${freed}`)]
}

function publicationLines({ publications }: StatusReport, paint: Paint): string[] {
  const lines = publications.map(({ service, tag, state, note }) => {
    return `${service}:${tag} ${state}${note === null ? "" : `: ${harmless(note)}`}`
  })
  return lines.length === 0 ? [] : ["", paint("bold", "to be published"), ...lines]
}

function movementLines(columns: readonly MatrixColumn[], paint: Paint): string[] {
  const lines = columns.flatMap(({ environment, promotions, ended, pinned }) => [
    ...(pinned === null ? [] : [`${environment}  ${harmless(pinned)}; slipway resume ${environment}`]),
    ...promotions.map(({ release, state, note }) => {
      return `${environment}  ${shortDigest(release)} ${state}${note === null ? "" : `: ${harmless(note)}`}`
    }),
    ...ended.map(({ release, state, note }) => {
      return `${environment}  ${shortDigest(release)} did not enter (${state})${note === null ? "" : `: ${harmless(note)}`}`
    }),
  ])
  return lines.length === 0 ? [] : ["", paint("bold", "on its way"), ...lines]
}
