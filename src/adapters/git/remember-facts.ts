import type { Result } from "../../core/shared/result.ts"
import type { CommitFacts, Repository } from "../../ports/repository.ts"
import { isObjectId } from "./object-id.ts"
import { WhileUnchanged } from "./while-unchanged.ts"

/** How many of each are remembered. Listings of files and texts may be large. */
const COMMITS = 2000
const LARGE = 50

type Resolved = { readonly commit: string; readonly ref: string | null }

/**
 * A repository that asks git once for what never changes: facts of commits, which contains which, files and texts of
 * trees; and for HEAD and refs as long as their stamp stays the same (ref-stamp.ts). For a server, which decides by the
 * same few commits again and again. What a push brings before git has taken it is not remembered, as it may be refused.
 */
export function rememberFacts(repository: Repository, stamp: () => string | undefined): Repository {
  const commits = new Remembered<CommitFacts>(COMMITS)
  const contains = new Remembered<boolean>(COMMITS)
  const texts = new Remembered<string | undefined>(LARGE)
  const files = new Remembered<Awaited<ReturnType<Repository["files"]>> extends Result<infer F> ? F : never>(LARGE)
  const resolved = new Remembered<Resolved>(COMMITS)
  const refs = new WhileUnchanged(stamp, () => repository.refs())
  const head = new WhileUnchanged(stamp, () => repository.resolve("HEAD"))
  return {
    ...repository,
    refs: () => refs.get(),
    async resolve(ref) {
      if (ref === "HEAD") return head.get()
      return isObjectId(ref) ? resolved.of(ref, () => repository.resolve(ref)) : repository.resolve(ref)
    },
    commit: (commit) => commits.of(commit, () => repository.commit(commit)),
    isAncestor: (ancestor, descendant) =>
      contains.of(`${ancestor} ${descendant}`, () => repository.isAncestor(ancestor, descendant)),
    readText: (treeish, path, limit) =>
      texts.of(`${treeish} ${limit ?? ""} ${path}`, () => repository.readText(treeish, path, limit)),
    files: (treeish) => files.of(treeish, () => repository.files(treeish)),
  }
}

/** Answers by key, the newest asked for; failures are asked for again. */
class Remembered<T> {
  readonly #limit: number
  readonly #answers = new Map<string, Promise<Result<T>>>()

  constructor(limit: number) {
    this.#limit = limit
  }

  async of(key: string, ask: () => Promise<Result<T>>): Promise<Result<T>> {
    const known = this.#answers.get(key)
    const answer = known ?? ask()
    this.#answers.delete(key)
    this.#answers.set(key, answer)
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#limit) break
      this.#answers.delete(oldest)
    }
    const result = await answer
    if (!result.ok && this.#answers.get(key) === answer) this.#answers.delete(key)
    return result
  }
}
