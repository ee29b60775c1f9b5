import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { below, isBelow } from "../../core/image/folder-path.ts"
import { matchesBelow } from "../../core/image/package-json.ts"
import { textPathsOf } from "../../core/image/plan-image.ts"
import { fail, ok } from "../../core/shared/result.ts"
import type { CheckoutSource } from "../../ports/image-builder.ts"
import type { BuildSources, WantedSources } from "./build-sources.ts"
import { entryOfFile, findFiles } from "./checkout-files.ts"
import { layerArchive } from "./layer-archive.ts"
import type { LayerEntry } from "./layer-entry.ts"

/** Looks at a checkout once: which files there are, which of them needed jobs made, and the texts that planning reads. */
export async function checkoutSources({ folder, files, outputs }: CheckoutSource): Promise<BuildSources> {
  const kinds = await findFiles(folder)
  const made = [...kinds.keys()].filter((path) => outputs.some((output) => isOutput(output, path)))
  const paths = files ?? [...kinds.keys()]
  const texts = new Map<string, string>()
  for (const path of textPathsOf(paths)) {
    if (kinds.get(path) === "file") texts.set(path, await readFile(join(folder, path), "utf8"))
  }
  const archive = async ({ paths, root, links }: WantedSources) => {
    const entries: LayerEntry[] = [...links]
    for (const path of paths) {
      const kind = kinds.get(path)
      if (kind === undefined) {
        return fail("image-build-failed", `${path} is part of the image, but a job has removed it from the checkout`)
      }
      const entry = await entryOfFile({ folder, path, kind, root })
      if (!entry.ok) return entry
      entries.push(entry.value)
    }
    return ok(layerArchive(entries))
  }
  return { paths, outputs: made, texts, archive }
}

function isOutput({ directory, globs }: CheckoutSource["outputs"][number], path: string): boolean {
  return isBelow(directory, path) && globs.some((glob) => matchesBelow(glob)(below(directory, path)))
}
