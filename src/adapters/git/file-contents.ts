import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"
import type { FileContent } from "../../ports/repository.ts"
import { ByteReader } from "./byte-reader.ts"
import { type GitContext, startGit } from "./git-context.ts"
import { workingCopy } from "./working-copy.ts"

/** Content of each file, in their order: from the working tree as long as that has the same, then from git's objects. */
export async function* fileContents(context: GitContext, files: readonly SourceFile[]): AsyncGenerator<FileContent> {
  for (const [at, file] of files.entries()) {
    const copy = workingCopy(context, file)
    if (!copy) return yield* storedContents(context, files.slice(at))
    yield { size: copy.byteLength, content: [copy] }
  }
}

/** One stream, however many they are; no more of it is in memory than a piece. */
async function* storedContents(context: GitContext, files: readonly SourceFile[]): AsyncGenerator<FileContent> {
  const input = files.map(({ oid }) => `${oid}\n`).join("")
  const git = startGit(context, ["cat-file", "--batch"], { input })
  const bytes = new ByteReader(git.stdout)
  try {
    for (const { path } of files) {
      // `<object id> blob <size>`, or `<object id> missing` (git-cat-file(1), BATCH OUTPUT).
      const [, type, size] = (await bytes.line()).split(" ")
      if (type !== "blob") throw unreadable(path)
      const content = whole(bytes, Number(size), path)
      yield { size: Number(size), content }
      // What nobody wanted, and the end of its line.
      for await (const _ of content);
      for await (const _ of bytes.take(1));
    }
  } finally {
    git.kill()
  }
}

async function* whole(bytes: ByteReader, size: number, path: string): AsyncGenerator<Buffer> {
  let left = size
  for await (const piece of bytes.take(size)) {
    left -= piece.byteLength
    yield piece
  }
  if (left > 0) throw unreadable(path)
}

function unreadable(path: string): FailureError {
  return new FailureError(failure("git-failed", `'${path}' cannot be read from the repository`))
}
