import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import { FailureError, failed, ok, type Result } from "../../core/shared/result.ts"
import { fileContents } from "./file-contents.ts"
import type { GitContext } from "./git-context.ts"

/** The texts of these files, by path; in one go, however many they are. */
export async function readBlobs(
  context: GitContext,
  files: readonly SourceFile[],
): Promise<Result<ReadonlyMap<string, string>>> {
  const texts = new Map<string, string>()
  const paths = files.values()
  try {
    for await (const { content } of fileContents(context, files)) {
      const pieces: Uint8Array[] = []
      for await (const piece of content) pieces.push(piece)
      texts.set(paths.next().value?.path ?? "", Buffer.concat(pieces).toString("utf8"))
    }
    return ok(texts)
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure)
    throw error
  }
}
