import { readdir, readFile } from "node:fs/promises"
import { join, posix } from "node:path"
import { buildContext, contextTextPaths } from "../../../core/image/build-context.ts"
import type { DockerfileRequest } from "../../../core/image/dockerfile-request.ts"
import { below, isBelow } from "../../../core/image/folder-path.ts"
import { isNeverRead } from "../../../core/image/never-part.ts"
import { matchesBelow } from "../../../core/image/package-json.ts"
import { ok, type Result } from "../../../core/shared/result.ts"
import type { CheckoutSource, ImageBuildRequest } from "../../../ports/image-builder.ts"
import type { ContextFile } from "./context-archive.ts"

export interface ReadContext {
  readonly files: readonly ContextFile[]
  /** The Dockerfile's path in the context. */
  readonly dockerfile: string
  readonly text: string
}

/** Where a Dockerfile stands that its own context leaves out. */
const APART = ".slipway.Dockerfile"

/** Looks at a checkout: which of its files reach the build, and what the Dockerfile says. */
export async function readContext(
  request: DockerfileRequest,
  { folder: checkout, files, outputs }: CheckoutSource,
  log: ImageBuildRequest["log"],
): Promise<Result<ReadContext>> {
  const made = (await Promise.all(outputs.map((output) => outputFiles(checkout, output)))).flat()
  const paths = files ?? (await filesBelow(checkout, "."))
  const present = new Set([...paths, ...made])
  const wanted = contextTextPaths(request).filter((path) => present.has(path))
  const texts = new Map(
    await Promise.all(wanted.map(async (path) => [path, await readFile(join(checkout, path), "utf8")] as const)),
  )
  const context = buildContext(request, { paths, outputs: made, texts })
  if (!context.ok) return context
  const { dockerfile, files: inContext } = context.value
  const sent = new Set(inContext)
  const left = made.filter((path) => !sent.has(path)).length
  if (left > 0) log(`left out: ${left} files that jobs made, outside of the context or by .dockerignore`)
  const inside = inContext.map((path) => ({ source: join(checkout, path), path: below(request.context, path) }))
  const apart = sent.has(dockerfile) ? [] : [{ source: join(checkout, dockerfile), path: APART }]
  return ok({
    files: [...inside, ...apart],
    dockerfile: sent.has(dockerfile) ? below(request.context, dockerfile) : APART,
    text: texts.get(dockerfile) ?? "",
  })
}

type Output = CheckoutSource["outputs"][number]

async function outputFiles(checkout: string, { directory, globs }: Output): Promise<string[]> {
  const matchers = globs.map(matchesBelow)
  const found = await filesBelow(checkout, posix.normalize(directory))
  return found.filter((path) => isBelow(directory, path) && matchers.some((matches) => matches(below(directory, path))))
}

/** Everything in a folder of the checkout that is no folder; links to folders are not followed. */
async function filesBelow(checkout: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(checkout, folder), { withFileTypes: true }).catch(() => [])
  const found = entries.map(async (entry) => {
    const path = posix.join(folder, entry.name)
    if (isNeverRead(path)) return []
    return entry.isDirectory() ? filesBelow(checkout, path) : [path]
  })
  return (await Promise.all(found)).flat()
}
