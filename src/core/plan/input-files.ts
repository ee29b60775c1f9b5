import { posix } from "node:path"
import picomatch from "picomatch"
import type { SourceFile } from "../evidence/source-inputs.ts"

/** The files of a commit, sorted by path (by code unit), so that those below a folder are found without a look at all. */
export class SourceTree {
  readonly #files: readonly SourceFile[]

  constructor(files: readonly SourceFile[]) {
    this.#files = files
  }

  /** All below a folder, `.` for the root. */
  below(folder: string): readonly SourceFile[] {
    const normal = posix.normalize(folder).replace(/\/$/, "")
    if (normal === ".") return this.#files
    // `0` is the character behind `/`.
    return this.#files.slice(this.#firstFrom(`${normal}/`), this.#firstFrom(`${normal}0`))
  }

  /** What globs below a folder match and, where they begin with `/`, globs below the root. Null: all below the folder. */
  matching(folder: string, globs: readonly string[] | null): readonly SourceFile[] {
    if (globs === null) return this.below(folder)
    const prefix = posix.normalize(`${folder}/`).replace(/^\.\//, "").length
    const local = matcherOf(globs.filter((glob) => !glob.startsWith("/")))
    const rooted = matcherOf(globs.filter((glob) => glob.startsWith("/")).map((glob) => glob.slice(1)))
    if (!rooted) return this.below(folder).filter(({ path }) => local?.(path.slice(prefix)))
    const inFolder = new Set(this.below(folder).filter(({ path }) => local?.(path.slice(prefix))))
    return this.#files.filter((file) => inFolder.has(file) || rooted(file.path))
  }

  /** Index of the first file whose path is not before this one. */
  #firstFrom(path: string): number {
    let low = 0
    let high = this.#files.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#files[middle]?.path ?? "") < path) low = middle + 1
      else high = middle
    }
    return low
  }
}

function matcherOf(globs: readonly string[]): ((path: string) => boolean) | undefined {
  return globs.length === 0 ? undefined : picomatch([...globs], { dot: true })
}
