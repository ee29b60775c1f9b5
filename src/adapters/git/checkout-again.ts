import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { ok, type Result } from "../../core/shared/result.ts"
import type { KeptFolder } from "../../ports/work-folders.ts"
import { makeGitFolder } from "./checkout-tree.ts"
import { type GitContext, isolatedEnvironment } from "./git-context.ts"
import { gitOutput } from "./run-git.ts"

/** Says that jobs may have left something in the folder. */
const UNTIDY = "untidy"

/**
 * Git itself notes in an index, with their times, which files it has written, and writes those again that are not what
 * they were. The git folder is our own: neither the repository's configuration, filters and hooks take part, nor what a
 * job wrote into a `.git` of its own. Git is started on the spot: whoever asks may have much else to do meanwhile.
 */
export async function checkoutAgain(context: GitContext, treeish: string, kept: KeptFolder): Promise<Result<void>> {
  mkdirSync(kept.notes, { recursive: true })
  if (!existsSync(join(kept.notes, "HEAD"))) makeGitFolder(kept.notes, context.objectFormat)
  if (existsSync(join(kept.notes, UNTIDY))) {
    const tidied = await tidy(context, kept)
    if (!tidied.ok) return tidied
  }
  writeFileSync(join(kept.notes, UNTIDY), "")
  // A lock that is there is a killed git's: this folder is nobody else's now.
  rmSync(join(kept.notes, "index.lock"), { force: true })
  const written = await inKept(context, kept, ["read-tree", "--reset", "-u", "--no-recurse-submodules", treeish])
  return written.ok ? ok(undefined) : written
}

/** Removes whatever is not noted; files that git has noted are looked at when the folder is used again. */
export async function tidy(
  context: GitContext,
  kept: KeptFolder,
  { untouched }: { readonly untouched: boolean } = { untouched: false },
): Promise<Result<void>> {
  if (!untouched) {
    await rm(join(kept.folder, ".git"), { recursive: true, force: true })
    const cleaned = await inKept(context, kept, ["clean", "-ffdxq"])
    if (!cleaned.ok) return cleaned
  }
  await rm(join(kept.notes, UNTIDY), { force: true })
  return ok(undefined)
}

function inKept(context: GitContext, { folder, notes }: KeptFolder, args: readonly string[]) {
  const objects = { GIT_OBJECT_DIRECTORY: join(context.commonDirectory, "objects"), ...context.quarantine }
  const options = { directory: folder, env: { ...isolatedEnvironment(), ...objects } }
  return gitOutput([`--git-dir=${notes}`, `--work-tree=${folder}`, ...args], options)
}
