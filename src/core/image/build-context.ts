import { posix } from "node:path"
import { fail, ok, type Result } from "../shared/result.ts"
import type { DockerfileRequest } from "./dockerfile-request.ts"
import { isIgnored, parseDockerignore } from "./dockerignore.ts"
import { below, isBelow } from "./folder-path.ts"
import { isNeverRead } from "./never-part.ts"
import type { ImageSources } from "./plan-image.ts"

/** What a build by Dockerfile reads. Paths are below the checkout. */
export interface BuildContext {
  readonly dockerfile: string
  readonly ignoreFile: string | null
  /** Files that the Dockerfile may copy, sorted by code unit. */
  readonly files: readonly string[]
}

/** The files that decide about a build, by name: the Dockerfile, and either file of what is left out. */
export function contextTextPaths({ file, context }: DockerfileRequest): readonly string[] {
  return [file, ...ignoreFilesOf({ file, context })]
}

/**
 * Decides what a Dockerfile may copy: the commit's files and the outputs of needed jobs in its context, less what the
 * `.dockerignore` leaves out (docs.docker.com, Build context). A file named after the Dockerfile counts before it.
 */
export function buildContext(request: DockerfileRequest, sources: ImageSources): Result<BuildContext> {
  const { file, context } = request
  const { paths, outputs, texts } = sources
  const present = new Set([...paths, ...outputs])
  if (!isBelow(context, file)) {
    return fail("image-build-failed", `${file} is not in the build's context, ${context}`, { hint: OUTSIDE })
  }
  if (!present.has(file)) return fail("image-build-failed", `there is no ${file}`, { hint: MISSING })
  const ignoreFile = ignoreFilesOf(request).find((path) => present.has(path)) ?? null
  const ignore = parseDockerignore(texts.get(ignoreFile ?? "") ?? "")
  if (!ignore.ok) return ignore
  const isPart = (path: string) =>
    isBelow(context, path) && !isNeverRead(path) && !isIgnored(ignore.value, below(context, path))
  return ok({ dockerfile: file, ignoreFile, files: [...present].filter(isPart).sort() })
}

function ignoreFilesOf({ file, context }: Pick<DockerfileRequest, "file" | "context">): readonly string[] {
  return [`${file}.dockerignore`, posix.join(context, ".dockerignore")]
}

const MISSING = "name it with `image: { file: ... }`, and commit it"
const OUTSIDE = "widen the context: `image: { context: / }` is the whole repository"
