import type { Repository } from "../../ports/repository.ts"
import { checkoutAgain, tidy } from "./checkout-again.ts"
import { checkoutTree } from "./checkout-tree.ts"
import { commitFacts, commitLog, isAncestorOf } from "./commit-log.ts"
import { createTag } from "./create-tag.ts"
import { currentState } from "./current-state.ts"
import { fileContents } from "./file-contents.ts"
import type { GitContext } from "./git-context.ts"
import { likelyState } from "./likely-state.ts"
import { listRefs } from "./list-refs.ts"
import { mergeBaseOf } from "./merge-base.ts"
import { missingCommits } from "./missing-commits.ts"
import { isPlainMerge } from "./plain-merge.ts"
import { readBlobs } from "./read-blobs.ts"
import { readTextFile } from "./read-text.ts"
import { resolveRef } from "./resolve-ref.ts"
import { setHead } from "./set-head.ts"
import { treeFiles } from "./tree-files.ts"
import { type ListedWorkingTree, workingTree } from "./working-tree.ts"

/** What git tells its hooks about where the pushed objects are (git-receive-pack(1), Quarantine Environment). */
const QUARANTINE = ["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"]

/** The repository through the git binary. */
export function gitRepository(context: GitContext): Repository {
  let staged: ListedWorkingTree | undefined
  return {
    resolve: (ref) => resolveRef(context, ref),
    refs: () => listRefs(context, ["refs/heads", "refs/tags"]),
    commit: (commit) => commitFacts(context, commit),
    readText: (treeish, path, limit) => readTextFile(context, treeish, path, limit),
    contents: (files) => fileContents(context, files),
    readBlobs: (files) => readBlobs(context, files),
    files: async (treeish) => (staged?.tree === treeish ? staged.files : treeFiles(context, treeish)),
    checkout: (treeish, folder) => checkoutTree(context, treeish, folder),
    checkoutAgain: (treeish, kept) => checkoutAgain(context, treeish, kept),
    tidy: (kept, options) => tidy(context, kept, options),
    isAncestor: (ancestor, descendant) => isAncestorOf(context, ancestor, descendant),
    mergeBase: (one, other) => mergeBaseOf(context, one, other),
    missingCommits: (of, within, limit) => missingCommits(context, of, within, limit),
    isPlainMerge: (commit) => isPlainMerge(context, commit),
    current: () => currentState(context),
    likelyCurrent: () => likelyState(context),
    workingTree: async () => {
      const found = await workingTree(context)
      staged = found.ok ? found.value : undefined
      return found
    },
    tag: (name, commit, message, tagger) => createTag(context, name, commit, { message, tagger }),
    log: (from, to, limit) => commitLog(context, from, to, limit),
    setHead: (branch) => setHead(context, branch),
    withEnvironment(environment) {
      const quarantine = QUARANTINE.flatMap((name) => {
        const value = environment[name]
        return value === undefined ? [] : [[name, value]]
      })
      return gitRepository({ ...context, quarantine: Object.fromEntries(quarantine) })
    },
  }
}
