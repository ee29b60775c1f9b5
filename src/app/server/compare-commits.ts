import type { CommitFacts } from "../../ports/repository.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Commits that are told of at most, in each direction. */
const MOST_COMMITS = 50

/** A commit as lists show it. Author and subject are hostile. */
export interface CommitLine {
  readonly commit: string
  readonly author: string
  readonly subject: string
  readonly at: number
}

/** How the history of a release differs from that of what runs. Newest first. */
export interface CommitComparison {
  /** Commits that come with the release; where nothing runs, its last ones. */
  readonly brings: readonly CommitLine[]
  /** Commits that run now and would not any more. */
  readonly takesBack: readonly CommitLine[]
  /** Whether there are more than are told of. */
  readonly isCut: boolean
}

/** Compares the commit that runs, null where none does, with another. Null where git cannot tell. */
export async function compareCommits(
  { repository }: Pick<ServerPorts, "repository">,
  running: string | null,
  next: string,
): Promise<CommitComparison | null> {
  const brings = await repository.log(running, next, MOST_COMMITS + 1)
  const takesBack = running === null ? brings : await repository.log(next, running, MOST_COMMITS + 1)
  if (!brings.ok || !takesBack.ok) return null
  const back = running === null ? [] : takesBack.value
  return {
    brings: brings.value.slice(0, MOST_COMMITS).map(commitLine),
    takesBack: back.slice(0, MOST_COMMITS).map(commitLine),
    isCut: Math.max(brings.value.length, back.length) > MOST_COMMITS,
  }
}

export function commitLine({ commit, author, subject, committedAt }: CommitFacts): CommitLine {
  return { commit, author: author.name, subject, at: committedAt }
}
