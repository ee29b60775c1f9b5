export function coverageText({ covered, total }: { readonly covered: number; readonly total: number }): string {
  return total === 0 ? "no lines to cover" : `${((100 * covered) / total).toFixed(1)} % of lines covered`
}
