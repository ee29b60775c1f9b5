import { ok } from "../../core/shared/result.ts"
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

/**
 * Compares the commit that runs, null where none does, with those that would: one, or for a mixture those of its parts.
 * Null where git cannot tell.
 */
export async function compareCommits(
  { repository }: Pick<ServerPorts, "repository">,
  running: string | null,
  next: readonly [string, ...string[]],
): Promise<CommitComparison | null> {
  const brings = new Map<string, CommitLine>()
  for (const commit of next) {
    const log = await repository.log(running, commit, MOST_COMMITS + 1)
    if (!log.ok) return null
    for (const facts of log.value) brings.set(facts.commit, commitLine(facts))
  }
  const back = running === null ? ok([]) : await repository.log(next[0], running, MOST_COMMITS + 1)
  if (!back.ok) return null
  return {
    brings: [...brings.values()].sort((a, b) => b.at - a.at).slice(0, MOST_COMMITS),
    takesBack: back.value.slice(0, MOST_COMMITS).map(commitLine),
    isCut: Math.max(brings.size, back.value.length) > MOST_COMMITS,
  }
}

export function commitLine({ commit, author, subject, committedAt }: CommitFacts): CommitLine {
  return { commit, author: author.name, subject, at: committedAt }
}
