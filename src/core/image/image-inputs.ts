import type { SourceFile, SourceInputs } from "../evidence/source-inputs.ts"
import type { Digest } from "../shared/digest.ts"
import type { Result } from "../shared/result.ts"
import { ok } from "../shared/result.ts"
import { type ImageRequest, planImage } from "./plan-image.ts"

export interface ImageInputsRequest {
  readonly image: ImageRequest
  /** The commit's files. */
  readonly files: readonly SourceFile[]
  /** Content of those that `textPathsOf` names. */
  readonly texts: ReadonlyMap<string, string>
  /** Evidence key of each job whose outputs the image holds. */
  readonly needs: Readonly<Record<string, Digest>>
  /** What else decides the bytes: npm's version, platform, builder's version, base, port. */
  readonly facts: Readonly<Record<string, string>>
}

/**
 * All that an image is made from, and nothing else: the files it holds, what decides about them (lock file, package.json
 * files, `.dockerignore`), needed jobs and facts. Equal inputs give an equal digest, so a README or a squashed commit does
 * not make a new image (`architecture.md`, Merge promotion).
 */
export function imageInputs({ image, files, texts, needs, facts }: ImageInputsRequest): Result<SourceInputs> {
  const plan = planImage(image, { paths: files.map(({ path }) => path), outputs: [], texts })
  if (!plan.ok) return plan
  const { sources, install, ignoreFile } = plan.value
  const parts = new Set([...sources, ...(install?.files ?? []), ...(ignoreFile === null ? [] : [ignoreFile])])
  return ok({
    kind: "slipway.inputs/v1",
    files: files.filter(({ path }) => parts.has(path)).sort((a, b) => (a.path < b.path ? -1 : 1)),
    needs,
    facts,
  })
}
