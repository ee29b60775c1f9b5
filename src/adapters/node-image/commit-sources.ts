import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import { textPathsOf } from "../../core/image/plan-image.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { CommitSource } from "../../ports/image-builder.ts"
import type { BuildSources, WantedSources } from "./build-sources.ts"
import type { LinkEntry, StoredEntry } from "./layer-entry.ts"
import { layerPathOf, linkEntryOf } from "./layer-path.ts"
import { storedArchive } from "./stored-archive.ts"

const LINK = "120000"

/** A commit's files without a checkout of them: texts that planning reads and the targets of links now, all else later. */
export async function commitSources({ files, contents }: CommitSource): Promise<BuildSources> {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const paths = files.map(({ path }) => path)
  const textPaths = new Set(textPathsOf(paths))
  const small = files.filter(({ path, mode }) => mode === LINK || textPaths.has(path))
  const texts = await textsOf(small, contents)
  const archive = async ({ paths: wanted, root, links }: WantedSources) => {
    const entries: (StoredEntry | LinkEntry)[] = [...links]
    for (const path of wanted) {
      const file = byPath.get(path)
      const entry = file && entryOf(file, texts.get(path) ?? "", root)
      if (entry?.ok === false) return entry
      if (entry) entries.push(entry.value)
    }
    return ok(storedArchive(entries, contents))
  }
  const read = new Map([...texts].filter(([path]) => byPath.get(path)?.mode !== LINK))
  return { paths, outputs: [], texts: read, archive }
}

/** `target`: content of a link. */
function entryOf(file: SourceFile, target: string, root: string): Result<StoredEntry | LinkEntry> {
  if (file.mode === LINK) return linkEntryOf(file.path, target, root)
  const inLayer = layerPathOf(file.path, root)
  return inLayer.ok ? ok({ kind: "stored", path: inLayer.value, file }) : inLayer
}

async function textsOf(
  files: readonly SourceFile[],
  contents: CommitSource["contents"],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  const inTurn = files.values()
  for await (const { content } of contents(files)) {
    const pieces: Uint8Array[] = []
    for await (const piece of content) pieces.push(piece)
    texts.set(inTurn.next().value?.path ?? "", Buffer.concat(pieces).toString("utf8"))
  }
  return texts
}
