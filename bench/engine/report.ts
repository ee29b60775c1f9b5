import { type Figure, median } from "./figures.ts"
import { goalsOf } from "./goals.ts"
import { SLOW, SLOW_ROUNDS } from "./take-turns.ts"
import { type Scenario, scenarios, type Tool } from "./tool.ts"
import { allTools } from "./tools/all-tools.ts"

export interface ReportFacts {
  readonly figures: readonly Figure[]
  /** By the tool's name. */
  readonly versions: ReadonlyMap<string, string>
  /** Tools that were asked for and are not on this machine, with the reason. */
  readonly absent: ReadonlyMap<string, string>
  readonly date: string
  readonly machine: readonly string[]
  readonly rounds: number
}

/** The figures as Markdown. */
export function reportOf({ figures, versions, absent, date, machine, rounds }: ReportFacts): string {
  const sizes = [...new Set(figures.map(({ size }) => size))]
  const tools = allTools.filter(({ name }) => versions.has(name))
  return [
    `Measured on ${date}.\n`,
    ...machine.map((line) => `- ${line}`),
    `- medians of ${rounds} rounds, lowest and highest in parentheses; of ${Math.min(rounds, SLOW_ROUNDS)} where one run takes more than ${SLOW / 1000} s (*)\n`,
    ...sizes.map((size) =>
      tableOf(
        size,
        figures.filter((figure) => figure.size === size),
      ),
    ),
    "### Goals\n",
    goalTable(figures),
    "### Versions\n",
    ...tools.map((tool) => `- ${tool.name}: ${tool.call} (${versions.get(tool.name)})`),
    ...[...absent].map(([tool, reason]) => `- ${tool}: not measured, ${reason}`),
    "",
  ].join("\n")
}

function tableOf(size: number, figures: readonly Figure[]): string {
  const tools = allTools.filter((tool) => figures.some((figure) => figure.tool === tool))
  const heads = ["", ...scenarios.map((scenario) => `${scenario}, ms`), ...scenarios.map((one) => `memory ${one}, MB`)]
  const rows = tools.map((tool) => [tool.name, ...cellsOf(tool, figures)])
  return `### ${size} packages\n\n${table(heads, rows)}`
}

function cellsOf(tool: Tool, figures: readonly Figure[]): string[] {
  const find = (scenario: Scenario) => figures.find((one) => one.tool === tool && one.scenario === scenario)
  return [
    ...scenarios.map((scenario) => timeCell(find(scenario))),
    ...scenarios.map((scenario) => memoryCell(find(scenario))),
  ]
}

function timeCell(figure: Figure | undefined): string {
  if (!figure) return ""
  if (figure.times.length === 0) return figure.fault === null ? "" : "does not count"
  const { times } = figure
  const mark = median(times) > SLOW ? "*" : ""
  return `${whole(median(times))}${mark} (${whole(Math.min(...times))} to ${whole(Math.max(...times))})`
}

function memoryCell(figure: Figure | undefined): string {
  return figure && figure.fault === null && figure.memory > 0 ? whole(figure.memory / 1e6) : ""
}

function goalTable(figures: readonly Figure[]): string {
  const rows = goalsOf(figures).map(({ title, most, ratio }) => {
    const verdict = ratio === null ? "not measured" : ratio <= most ? "met" : "**missed**"
    return [title, `at most ${most}`, ratio?.toFixed(2) ?? "", verdict]
  })
  return table(["ratio", "goal", "measured", ""], rows)
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return `${[line(heads), line(heads.map((_, column) => (column === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n")}\n`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en")
}
