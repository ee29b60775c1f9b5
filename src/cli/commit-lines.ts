import type { CommitComparison, CommitLine } from "../app/server/compare-commits.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"

/** How the commits of a release differ from those that run, for people. */
export function commitLines(commits: CommitComparison | null): readonly string[] {
  if (commits === null) return ["git cannot tell how they differ"]
  const { brings, takesBack, isCut } = commits
  if (brings.length + takesBack.length === 0) return ["the same commit"]
  return [
    ...tableLines([...brings.map((one) => rowOf("+", one)), ...takesBack.map((one) => rowOf("-", one))]),
    ...(isCut ? ["and more"] : []),
  ]
}

function rowOf(sign: string, { commit, author, subject }: CommitLine): readonly string[] {
  return [`${sign} ${commit.slice(0, 12)}`, harmless(author), harmless(subject)]
}
