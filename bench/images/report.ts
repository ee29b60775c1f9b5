import { median } from "../engine/figures.ts"
import { allBuilders } from "./builders/all-builders.ts"
import { goalsOf } from "./goals.ts"
import type { SizeFigure } from "./memory-by-size.ts"
import { scenarios } from "./scenario.ts"
import type { BuildFigure } from "./take-turns.ts"

export interface ReportFacts {
  readonly figures: readonly BuildFigure[]
  /** By the builder's name. */
  readonly versions: ReadonlyMap<string, string>
  /** Builders that were asked for and cannot be measured, with the reason. */
  readonly absent: ReadonlyMap<string, string>
  readonly sizes: readonly SizeFigure[]
  /** Markdown; empty where it was not measured. */
  readonly naming: string
  readonly date: string
  readonly machine: readonly string[]
  readonly rounds: number
}

/** The figures as Markdown. */
export function reportOf(facts: ReportFacts): string {
  const { figures, versions, absent, sizes, naming, date, machine, rounds } = facts
  const measured = allBuilders.filter(({ name }) => versions.has(name))
  return [
    `Measured on ${date}.\n`,
    ...machine.map((line) => `- ${line}`),
    `- medians of ${rounds} rounds, lowest and highest in parentheses\n`,
    ...(measured.length > 0
      ? ["### Building an image\n", buildTable(figures), "### Goals of images\n", goalTable(figures)]
      : []),
    ...(sizes.length > 0 ? ["### Memory by the size of an image\n", sizeTable(sizes)] : []),
    ...(naming === "" ? [] : [naming]),
    "### Builders\n",
    ...measured.map(({ name, call }) => `- ${name}: ${call} (${versions.get(name)})`),
    ...[...absent].map(([name, reason]) => `- ${name}: not measured, ${reason}`),
    "",
  ].join("\n")
}

function buildTable(figures: readonly BuildFigure[]): string {
  const heads = ["", ...scenarios.map((one) => `${one}, ms`), ...scenarios.map((one) => `memory ${one}, MB`)]
  const names = [...new Set(figures.map(({ builder }) => builder))]
  const rows = names.map((name) => {
    const found = scenarios.map((scenario) => figures.find((one) => one.builder === name && one.scenario === scenario))
    return [name, ...found.map(timeCell), ...found.map((one) => (one && one.memory > 0 ? whole(one.memory / 1e6) : ""))]
  })
  return table(heads, rows)
}

function timeCell(figure: BuildFigure | undefined): string {
  if (!figure) return ""
  const { times, fault } = figure
  if (times.length === 0) return fault === null ? "" : "does not count"
  return `${whole(median(times))} (${whole(Math.min(...times))} to ${whole(Math.max(...times))})`
}

function goalTable(figures: readonly BuildFigure[]): string {
  const rows = goalsOf(figures).map(({ title, most, ratio }) => {
    const verdict = ratio === null ? "not measured" : ratio <= most ? "met" : "**missed**"
    return [title, `at most ${most}`, ratio?.toFixed(3) ?? "", verdict]
  })
  return table(["ratio", "goal", "measured", ""], rows)
}

function sizeTable(sizes: readonly SizeFigure[]): string {
  const rows = sizes.map(({ bytes, memory, milliseconds }) => [
    whole(bytes / 1e6),
    whole(memory / 1e6),
    whole(milliseconds),
  ])
  return table(["file in the image, MB", "memory, MB", "ms"], rows)
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return `${[line(heads), line(heads.map((_, column) => (column === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n")}\n`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en")
}
