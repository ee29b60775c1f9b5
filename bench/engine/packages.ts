import { readFile } from "node:fs/promises"
import { join } from "node:path"

/** A package of the measured project: what it is called, where it is and which it comes after. */
export interface BenchPackage {
  readonly name: string
  readonly directory: string
  readonly needs: readonly string[]
}

/** The task of every package: concatenates its sources. */
export const COMMAND = "cat src/* > out.txt"
/** What the task leaves. */
export const OUTPUT = "out.txt"
/** The sources of a package, below its directory, in the order in which a shell's `*` gives them. */
export const sources: readonly string[] = ["src/0.txt", "src/1.txt", "src/2.txt"]

const LAYERS = 5

/** So many packages in five layers; each comes after up to three of the layer below, always the same ones. */
export function benchPackages(count: number): readonly BenchPackage[] {
  const perLayer = Math.ceil(count / LAYERS)
  return Array.from({ length: count }, (_, index) => {
    const layer = Math.floor(index / perLayer)
    const below = layer === 0 ? [] : [0, 7, 13].map((step) => (layer - 1) * perLayer + ((index + step) % perLayer))
    return { name: nameOf(index), directory: `packages/${nameOf(index)}`, needs: [...new Set(below)].map(nameOf) }
  })
}

function nameOf(index: number): string {
  return `p${String(index).padStart(4, "0")}`
}

/** What a source holds as it is committed. */
export function sourceText({ name }: BenchPackage, source: string): string {
  return `${name} ${source}\n`.repeat(20)
}

/** What the task must leave, given the sources that are there now. */
export async function expectedOutput(folder: string, { directory }: BenchPackage): Promise<string> {
  const texts = await Promise.all(sources.map((source) => readFile(join(folder, directory, source), "utf8")))
  return texts.join("")
}
