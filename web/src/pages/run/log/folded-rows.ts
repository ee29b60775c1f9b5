/** Lines of a log that stand for one row: `from` stays, what follows up to `to` is hidden. */
export interface Fold {
  readonly from: number
  readonly to: number
}

/** Which line each row shows while some groups are folded. Folds come in order, and none lies in another. */
export class FoldedRows {
  readonly count: number
  readonly #folds: readonly (Fold & { readonly hiddenBefore: number })[]

  constructor(lines: number, folds: readonly Fold[]) {
    let hidden = 0
    this.#folds = folds
      .filter(({ from, to }) => to > from && to < lines)
      .map((fold) => {
        const hiddenBefore = hidden
        hidden += fold.to - fold.from
        return { ...fold, hiddenBefore }
      })
    this.count = lines - hidden
  }

  lineOf(row: number): number {
    const fold = this.#last(({ from, hiddenBefore }) => from - hiddenBefore < row)
    return fold ? row + fold.hiddenBefore + (fold.to - fold.from) : row
  }

  /** The row of a line; of a hidden one, that of its group's title. */
  rowOf(line: number): number {
    const fold = this.#last(({ from }) => from < line)
    if (!fold) return line
    if (line <= fold.to) return fold.from - fold.hiddenBefore
    return line - fold.hiddenBefore - (fold.to - fold.from)
  }

  /** The last fold for which this holds; it holds for none after the first for which it does not. */
  #last(holds: (fold: Fold & { readonly hiddenBefore: number }) => boolean) {
    let low = 0
    let high = this.#folds.length
    while (low < high) {
      const middle = (low + high) >> 1
      const fold = this.#folds[middle]
      if (fold && holds(fold)) low = middle + 1
      else high = middle
    }
    return this.#folds[low - 1]
  }
}
