import { posix } from "node:path"
import type { CachedOutput } from "./cached-output.ts"

const { dirname, isAbsolute, join, normalize } = posix

/**
 * Why outputs must be neither kept nor restored; undefined if nothing is wrong with them. They stay below their
 * directory, and none stands in the way of another: so nothing is ever written through a link that was just restored.
 */
export function outputProblem(outputs: readonly CachedOutput[]): string | undefined {
  const paths = new Set(outputs.map(({ path }) => path))
  if (paths.size < outputs.length) return "a path is there twice"
  for (const output of outputs) {
    const { path } = output
    if (!isBelow(path)) return `${JSON.stringify(path)} is no path below the directory`
    if (foldersOf(path).some((folder) => paths.has(folder))) return `${path} is below what is no folder`
    if (output.kind === "link" && leaves(path, output.target))
      return `${path} is a link that leads out of the directory`
  }
  return undefined
}

function isBelow(path: string): boolean {
  const isPlain = path !== "" && !isAbsolute(path) && !path.includes("\0") && normalize(path) === path
  return isPlain && !path.split("/").some((part) => part === "" || part === "." || part === "..")
}

function foldersOf(path: string): readonly string[] {
  const folder = dirname(path)
  return folder === "." ? [] : [folder, ...foldersOf(folder)]
}

function leaves(path: string, target: string): boolean {
  return isAbsolute(target) || join(dirname(path), target).split("/")[0] === ".."
}
