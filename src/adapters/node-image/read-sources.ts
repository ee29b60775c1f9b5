import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { below, isBelow } from "../../core/image/folder-path.ts"
import { matchesBelow } from "../../core/image/package-json.ts"
import { type ImageSources, textPathsOf } from "../../core/image/plan-image.ts"
import { type FileKind, findFiles } from "./checkout-files.ts"

export interface CheckoutSources extends ImageSources {
  /** What stands at each path of the checkout now. */
  readonly kinds: ReadonlyMap<string, FileKind>
}

export interface SourcesRequest {
  readonly checkout: string
  /** The commit's files; null: everything in the checkout counts as such. */
  readonly files: readonly string[] | null
  readonly outputs: readonly { readonly directory: string; readonly globs: readonly string[] }[]
}

/** Looks at a checkout once: which files there are, which of them needed jobs made, and the texts that planning reads. */
export async function readSources({ checkout, files, outputs }: SourcesRequest): Promise<CheckoutSources> {
  const kinds = await findFiles(checkout)
  const made = [...kinds.keys()].filter((path) => outputs.some((output) => isOutput(output, path)))
  const paths = files ?? [...kinds.keys()]
  const texts = new Map<string, string>()
  for (const path of textPathsOf(paths)) {
    if (kinds.get(path) === "file") texts.set(path, await readFile(join(checkout, path), "utf8"))
  }
  return { kinds, paths, outputs: made, texts }
}

function isOutput({ directory, globs }: SourcesRequest["outputs"][number], path: string): boolean {
  return isBelow(directory, path) && globs.some((glob) => matchesBelow(glob)(below(directory, path)))
}
