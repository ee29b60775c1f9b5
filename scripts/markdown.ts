/** A row of a Markdown table (GitHub Flavored Markdown, Tables); `<` means itself, also outside of code. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(cellText).join(" | ")} |`
}

function cellText(cell: string): string {
  const inLine = cell.replaceAll("|", "\\|").replaceAll("\n", " ")
  const parts = inLine.split("`").map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "\\<") : part))
  return parts.join("`")
}
